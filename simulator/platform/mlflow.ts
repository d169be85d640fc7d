import type contract from "../../metrics/mlflow-exporter.ts";
import type { Book } from "../world/registry.ts";
import type { Moment } from "../world/tick.ts";
import { tellPolls } from "./polls.ts";

type Mlflow = Book<typeof contract>;

const day = 86_400;
/** A run is trained every night, and takes minutes. */
const experiments = {
  "fraud-gbm": { at: 2 * 3600, takes: 1500, metrics: { auc: 0.971, recall: 0.86, precision: 0.84 } },
  "customer-value": { at: 4 * 3600, takes: 2400, metrics: { rmse: 41.3, mae: 17.8 } },
} as const;
const registry = { gbm: { version: 8, champion: 7 }, "customer-value": { version: 3, champion: 3 } } as const;

/** Training and the registry. While the server is down its numbers are absent, as the exporter promises. */
export function mlflow(book: Mlflow): (moment: Moment) => void {
  return (moment) => {
    const up = moment.levers.mlflowDown < 1;
    const told = up ? book : withdrawing(book);
    told.set("mlflow_server_info", { version: "3.14.0" }, 1);
    told.set("mlflow_experiments", { lifecycle_stage: "active" }, Object.keys(experiments).length);
    told.set("mlflow_experiments", { lifecycle_stage: "deleted" }, 1);
    for (const experiment of Object.keys(experiments) as (keyof typeof experiments)[])
      tellExperiment(told, experiment, moment);
    tellRegistry(told, moment.time);
    tellPolls(book, "mlflow", { up, every: 60, takes: up ? 0.2 : 5 }, moment);
  };
}

/** Takes away whatever is set: for a server that does not answer. */
const withdrawing = (book: Mlflow): Pick<Mlflow, "set"> => ({
  set: (name, labels) => book.set(name, labels, undefined),
});

function tellExperiment(book: Pick<Mlflow, "set">, experiment: keyof typeof experiments, { time, near }: Moment): void {
  const { at, takes, metrics } = experiments[experiment];
  const started = Math.floor((time - at - takes) / day) * day + at;
  const trained = Math.floor(started / day) % 1000;
  const statuses = { FINISHED: trained, FAILED: 4, KILLED: 1, RUNNING: time - started > day ? 1 : 0, SCHEDULED: 0 };
  for (const [status, runs] of Object.entries(statuses) as [keyof typeof statuses, number][])
    book.set("mlflow_runs", { experiment, status }, runs);
  book.set("mlflow_latest_run_start_timestamp_seconds", { experiment }, started);
  book.set("mlflow_latest_run_duration_seconds", { experiment }, takes);
  book.set("mlflow_latest_run_success", { experiment }, 1);
  for (const [metric, value] of Object.entries(metrics))
    book.set("mlflow_latest_run_metric", { experiment, metric }, near(`${metric} ${trained}`, value, 0.01));
  book.set("mlflow_latest_run_artifacts", { experiment }, 6);
  book.set("mlflow_latest_run_artifact_bytes", { experiment }, 48_000_000);
}

function tellRegistry(book: Pick<Mlflow, "set">, time: number): void {
  book.set("mlflow_registered_models", {}, Object.keys(registry).length);
  for (const status of ["PENDING_REGISTRATION", "FAILED_REGISTRATION"] as const)
    book.set("mlflow_model_versions_unready", { status }, 0);
  for (const [model, { version, champion }] of Object.entries(registry)) {
    book.set("mlflow_model_versions", { model, stage: "None" }, version);
    book.set("mlflow_model_latest_version", { model }, version);
    book.set("mlflow_model_alias_version", { model, alias: "champion" }, champion);
    book.set("mlflow_model_alias_version", { model, alias: "challenger" }, version);
    book.set("mlflow_model_last_updated_timestamp_seconds", { model }, Math.floor(time / (9 * day)) * 9 * day);
  }
}
