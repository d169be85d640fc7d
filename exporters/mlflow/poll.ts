import type contract from "../../metrics/mlflow-exporter.ts";
import type { Tools } from "../common/exporter.ts";
import type { Snapshot } from "../common/metrics/contract.ts";
import { maxLabelLength } from "../common/metrics/limit.ts";
import type { Backend } from "../common/poller.ts";
import { type ArtifactSize, artifactLedger } from "./artifacts.ts";
import { type Experiment, type MlflowAddress, type MlflowClient, mlflowClient, type Stage } from "./client.ts";
import { type ExperimentRuns, type RunLedger, runLedger } from "./runs.ts";

type Gauges = Snapshot<typeof contract>;
type ReadSizes = (runIds: readonly string[]) => Promise<ReadonlyMap<string, ArtifactSize>>;

export interface MlflowOptions extends MlflowAddress {
  /** Milliseconds after which all runs are counted again. */
  readonly recountInterval: number;
  readonly artifactsPerPoll: number;
  /** Milliseconds that a poll may take. */
  readonly pollTimeout: number;
}

/** Reads a tracking server and its registry. */
export function mlflowBackend(
  options: MlflowOptions,
  { metrics, log }: Tools<typeof contract>,
): Backend<typeof contract> {
  const runs = runLedger(options.recountInterval);
  const artifacts = artifactLedger({ perPoll: options.artifactsPerPoll, budget: options.pollTimeout / 4 }, log);
  return {
    async poll(signal) {
      const client = mlflowClient(options, signal);
      const gauges = metrics.snapshot();
      gauges.set("mlflow_server_info", { version: await client.version() }, 1);
      await readRegistry(client, gauges);
      await readExperiments(client, gauges, runs, (ids) => artifacts.read(client, ids, signal));
      return { snapshot: gauges };
    },
    close: async () => {},
  };
}

async function readRegistry(client: MlflowClient, gauges: Gauges): Promise<void> {
  let models = 0;
  for await (const { name: model, last_updated_timestamp: updated, aliases } of client.registeredModels()) {
    models++;
    gauges.set("mlflow_model_last_updated_timestamp_seconds", { model }, seconds(updated));
    for (const { alias, version } of aliases) gauges.set("mlflow_model_alias_version", { model, alias }, version);
  }
  gauges.set("mlflow_registered_models", {}, models);
  await readVersions(client, gauges);
}

async function readVersions(client: MlflowClient, gauges: Gauges): Promise<void> {
  const models = new Map<string, { latest: number; stages: Partial<Record<Stage, number>> }>();
  const unready = { PENDING_REGISTRATION: 0, FAILED_REGISTRATION: 0 };
  for await (const { name, version, current_stage: stage = "None", status = "READY" } of client.modelVersions()) {
    if (status !== "READY") unready[status]++;
    const model = models.get(name) ?? { latest: 0, stages: {} };
    model.latest = Math.max(version, model.latest);
    model.stages[stage] = (model.stages[stage] ?? 0) + 1;
    if (canBeKept(name, models)) models.set(name, model);
    else gauges.drop("mlflow_model_versions", 1);
  }
  for (const [model, { latest, stages }] of models) {
    gauges.set("mlflow_model_latest_version", { model }, latest);
    for (const stage of keys(stages)) gauges.set("mlflow_model_versions", { model, stage }, stages[stage]);
  }
  for (const status of keys(unready)) gauges.set("mlflow_model_versions_unready", { status }, unready[status]);
}

async function readExperiments(client: MlflowClient, gauges: Gauges, runs: RunLedger, readSizes: ReadSizes) {
  const counts = { active: 0, deleted: 0 };
  /** By id. */
  const active = new Map<string, Experiment>();
  for await (const experiment of client.experiments()) {
    const { experiment_id: id, name, lifecycle_stage: stage } = experiment;
    counts[stage]++;
    if (stage === "deleted") continue;
    if (name.length <= maxLabelLength && canBeKept(id, active)) active.set(id, experiment);
    else gauges.drop("mlflow_runs", 1);
  }
  for (const stage of keys(counts)) gauges.set("mlflow_experiments", { lifecycle_stage: stage }, counts[stage]);
  if (active.size === 0) return;

  const ids = [...active.keys()];
  for (const status of ["RUNNING", "SCHEDULED"] as const) {
    const open = new Map(ids.map((id) => [id, 0]));
    const filter = `attributes.status = '${status}'`;
    for await (const { info } of client.runs({ experimentIds: ids, filter, orderBy: "attributes.start_time DESC" })) {
      const known = open.get(info.experiment_id);
      if (known !== undefined) open.set(info.experiment_id, known + 1);
    }
    for (const [id, { name }] of active) gauges.set("mlflow_runs", { experiment: name, status }, open.get(id));
  }
  const ended = await runs.read(client, ids);
  for (const [id, experiment] of active) showEnded(gauges, experiment, ended.get(id));
  await readArtifacts(gauges, [...active.values()], ended, readSizes);
}

function showEnded(gauges: Gauges, { name: experiment }: Experiment, runs: ExperimentRuns | undefined): void {
  for (const status of ["FINISHED", "FAILED", "KILLED"] as const)
    gauges.set("mlflow_runs", { experiment, status }, runs?.ended[status] ?? 0);
  if (runs?.latest === undefined) return;
  const { start, end, status } = runs.latest;
  gauges.set("mlflow_latest_run_start_timestamp_seconds", { experiment }, seconds(start));
  gauges.set("mlflow_latest_run_duration_seconds", { experiment }, seconds(duration(start, end)));
  gauges.set("mlflow_latest_run_success", { experiment }, status === "FINISHED" ? 1 : 0);
  const { metrics = [], leftOut = 0 } = runs.latestFinished ?? {};
  for (const [metric, value] of metrics) gauges.set("mlflow_latest_run_metric", { experiment, metric }, value);
  gauges.drop("mlflow_latest_run_metric", leftOut);
}

async function readArtifacts(
  gauges: Gauges,
  experiments: readonly Experiment[],
  ended: ReadonlyMap<string, ExperimentRuns>,
  readSizes: ReadSizes,
): Promise<void> {
  const finished = experiments.flatMap(({ name, experiment_id: id }) => {
    const run = ended.get(id)?.latestFinished?.id;
    return run === undefined ? [] : [{ experiment: name, run }];
  });
  const sizes = await readSizes(finished.map(({ run }) => run));
  for (const { experiment, run } of finished) {
    gauges.set("mlflow_latest_run_artifacts", { experiment }, sizes.get(run)?.entries);
    gauges.set("mlflow_latest_run_artifact_bytes", { experiment }, sizes.get(run)?.bytes);
  }
}

/** Experiments, and models, that are kept during a poll. */
const maxNames = 20_000;

const canBeKept = (name: string, kept: ReadonlyMap<string, unknown>): boolean =>
  kept.has(name) || (kept.size < maxNames && name.length <= maxLabelLength);

const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? undefined : milliseconds / 1000);
const duration = (start: number | undefined, end: number | undefined) =>
  start === undefined || end === undefined ? undefined : end - start;
const keys = <K extends string>(record: Readonly<Partial<Record<K, unknown>>>) => Object.keys(record) as K[];
