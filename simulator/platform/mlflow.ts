import type contract from "../../metrics/mlflow-exporter.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";
import { updatePolls } from "./polls.ts";

type Mlflow = Registry<typeof contract>;

const day = 86_400;
/** A run is trained every night, and takes minutes. */
const experiments = {
  "fraud-gbm": { at: 2 * 3600, takes: 1500, metrics: { auc: 0.971, recall: 0.86, precision: 0.84 } },
  "customer-value": { at: 4 * 3600, takes: 2400, metrics: { rmse: 41.3, mae: 17.8 } },
} as const;
const models = { gbm: { version: 8, champion: 7 }, "customer-value": { version: 3, champion: 3 } } as const;

/** Training and the registry. While the server is down its numbers are absent, as the exporter promises. */
export function mlflow(registry: Mlflow): (tick: Tick) => void {
  return (tick) => {
    const up = tick.conditions.mlflowDown < 1;
    const exposed = up ? registry : withdrawing(registry);
    exposed.set("mlflow_server_info", { version: "3.14.0" }, 1);
    exposed.set("mlflow_experiments", { lifecycle_stage: "active" }, Object.keys(experiments).length);
    exposed.set("mlflow_experiments", { lifecycle_stage: "deleted" }, 1);
    for (const experiment of Object.keys(experiments) as (keyof typeof experiments)[])
      updateExperiment(exposed, experiment, tick);
    updateRegistry(exposed, tick.time);
    updatePolls(registry, "mlflow", { up, every: 60, takes: up ? 0.2 : 5 }, tick);
  };
}

/** Takes away whatever is set: for a server that does not answer. */
const withdrawing = (registry: Mlflow): Pick<Mlflow, "set"> => ({
  set: (name, labels) => registry.set(name, labels, undefined),
});

function updateExperiment(
  registry: Pick<Mlflow, "set">,
  experiment: keyof typeof experiments,
  { time, near }: Tick,
): void {
  const { at, takes, metrics } = experiments[experiment];
  const started = Math.floor((time - at - takes) / day) * day + at;
  const trained = Math.floor(started / day) % 1000;
  const statuses = { FINISHED: trained, FAILED: 4, KILLED: 1, RUNNING: time - started > day ? 1 : 0, SCHEDULED: 0 };
  for (const [status, runs] of Object.entries(statuses) as [keyof typeof statuses, number][])
    registry.set("mlflow_runs", { experiment, status }, runs);
  registry.set("mlflow_latest_run_start_timestamp_seconds", { experiment }, started);
  registry.set("mlflow_latest_run_duration_seconds", { experiment }, takes);
  registry.set("mlflow_latest_run_success", { experiment }, 1);
  for (const [metric, value] of Object.entries(metrics))
    registry.set("mlflow_latest_run_metric", { experiment, metric }, near(`${metric} ${trained}`, value, 0.01));
  registry.set("mlflow_latest_run_artifacts", { experiment }, 6);
  registry.set("mlflow_latest_run_artifact_bytes", { experiment }, 48_000_000);
}

function updateRegistry(registry: Pick<Mlflow, "set">, time: number): void {
  registry.set("mlflow_registered_models", {}, Object.keys(models).length);
  for (const status of ["PENDING_REGISTRATION", "FAILED_REGISTRATION"] as const)
    registry.set("mlflow_model_versions_unready", { status }, 0);
  for (const [model, { version, champion }] of Object.entries(models)) {
    registry.set("mlflow_model_versions", { model, stage: "None" }, version);
    registry.set("mlflow_model_latest_version", { model }, version);
    registry.set("mlflow_model_alias_version", { model, alias: "champion" }, champion);
    registry.set("mlflow_model_alias_version", { model, alias: "challenger" }, version);
    registry.set("mlflow_model_last_updated_timestamp_seconds", { model }, Math.floor(time / (9 * day)) * 9 * day);
  }
}
