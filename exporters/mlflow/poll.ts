import type contract from "../../metrics/mlflow-exporter.ts";
import type { Tools } from "../common/exporter.ts";
import type { Snapshot } from "../common/metrics/contract.ts";
import type { Backend } from "../common/poller.ts";
import { type ArtifactSize, artifactLedger } from "./artifacts.ts";
import { type Experiment, type MlflowAddress, type MlflowClient, mlflowClient, type Run } from "./client.ts";
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
  const latest = new Map<string, number>();
  const stages = { None: tally(), Staging: tally(), Production: tally(), Archived: tally() };
  const unready = { PENDING_REGISTRATION: 0, FAILED_REGISTRATION: 0 };
  for await (const { name, version, current_stage: stage = "None", status = "READY" } of client.modelVersions()) {
    latest.set(name, Math.max(version, latest.get(name) ?? 0));
    stages[stage].add(name);
    if (status !== "READY") unready[status]++;
  }
  for (const [model, version] of latest) gauges.set("mlflow_model_latest_version", { model }, version);
  for (const stage of keys(stages))
    for (const [model, count] of stages[stage].counts) gauges.set("mlflow_model_versions", { model, stage }, count);
  for (const status of keys(unready)) gauges.set("mlflow_model_versions_unready", { status }, unready[status]);
}

async function readExperiments(client: MlflowClient, gauges: Gauges, runs: RunLedger, readSizes: ReadSizes) {
  const all = await collect(client.experiments());
  const active = all.filter((experiment) => experiment.lifecycle_stage === "active");
  gauges.set("mlflow_experiments", { lifecycle_stage: "active" }, active.length);
  gauges.set("mlflow_experiments", { lifecycle_stage: "deleted" }, all.length - active.length);
  if (active.length === 0) return;

  const ids = active.map((experiment) => experiment.experiment_id);
  for (const status of ["RUNNING", "SCHEDULED"] as const) {
    const open = tally();
    const filter = `attributes.status = '${status}'`;
    for await (const run of client.runs({ experimentIds: ids, filter, orderBy: "attributes.start_time DESC" }))
      open.add(run.info.experiment_id);
    for (const { name, experiment_id: id } of active)
      gauges.set("mlflow_runs", { experiment: name, status }, open.counts.get(id) ?? 0);
  }
  const ended = await runs.read(client, ids);
  for (const experiment of active) showEnded(gauges, experiment, ended.get(experiment.experiment_id));
  await readArtifacts(gauges, active, ended, readSizes);
}

function showEnded(gauges: Gauges, { name: experiment }: Experiment, runs: ExperimentRuns | undefined): void {
  for (const status of ["FINISHED", "FAILED", "KILLED"] as const)
    gauges.set("mlflow_runs", { experiment, status }, runs?.ended[status] ?? 0);
  if (runs?.latest === undefined) return;
  const { start_time: start, end_time: end, status } = runs.latest.info;
  gauges.set("mlflow_latest_run_start_timestamp_seconds", { experiment }, seconds(start));
  gauges.set("mlflow_latest_run_duration_seconds", { experiment }, seconds(duration(start, end)));
  gauges.set("mlflow_latest_run_success", { experiment }, status === "FINISHED" ? 1 : 0);
  for (const { key: metric, value } of metricsOf(runs.latestFinished))
    gauges.set("mlflow_latest_run_metric", { experiment, metric }, value);
}

async function readArtifacts(
  gauges: Gauges,
  experiments: readonly Experiment[],
  ended: ReadonlyMap<string, ExperimentRuns>,
  readSizes: ReadSizes,
): Promise<void> {
  const finished = experiments.flatMap(({ name, experiment_id: id }) => {
    const run = ended.get(id)?.latestFinished?.info.run_id;
    return run === undefined ? [] : [{ experiment: name, run }];
  });
  const sizes = await readSizes(finished.map(({ run }) => run));
  for (const { experiment, run } of finished) {
    gauges.set("mlflow_latest_run_artifacts", { experiment }, sizes.get(run)?.entries);
    gauges.set("mlflow_latest_run_artifact_bytes", { experiment }, sizes.get(run)?.bytes);
  }
}

const metricsOf = (run: Run | undefined) => run?.data?.metrics ?? [];
const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? undefined : milliseconds / 1000);
const duration = (start: number | undefined, end: number | undefined) =>
  start === undefined || end === undefined ? undefined : end - start;
const keys = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];

function tally() {
  const counts = new Map<string, number>();
  return { counts, add: (key: string) => void counts.set(key, (counts.get(key) ?? 0) + 1) };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
