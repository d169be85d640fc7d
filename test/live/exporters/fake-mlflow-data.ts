import type { FakeData, FakeRun } from "./fake-mlflow.ts";

const start = 1_700_000_000_000;

const run = (id: string, status: string, minute: number, auc?: number): FakeRun => ({
  info: {
    run_id: id,
    experiment_id: "1",
    status,
    start_time: start + minute * 60_000,
    ...(status !== "RUNNING" && { end_time: start + (minute + 1) * 60_000 }),
  },
  ...(auc !== undefined && {
    data: {
      metrics: [
        { key: "auc", value: auc, timestamp: start, step: 0 },
        { key: "loss", value: "NaN", timestamp: start, step: 0 },
      ],
    },
  }),
});

const version = (name: string, number: string, stage: string, status = "READY") => ({
  name,
  version: number,
  creation_timestamp: start,
  last_updated_timestamp: start,
  current_stage: stage,
  status,
  run_id: "a",
});

/** Two experiments in use and a deleted one; numbers as strings here and there, as servers of different ages write them. */
export const fakeData = (): FakeData => ({
  experiments: [
    { experiment_id: "1", name: "fraud", lifecycle_stage: "active", artifact_location: "mlflow-artifacts:/1" },
    { experiment_id: "2", name: "churn", lifecycle_stage: "active", artifact_location: "mlflow-artifacts:/2" },
    { experiment_id: "3", name: "old", lifecycle_stage: "deleted", artifact_location: "mlflow-artifacts:/3" },
  ],
  runs: [
    run("a", "FINISHED", 0, 0.9),
    run("b", "FINISHED", 1, 0.91),
    run("c", "FINISHED", 2, 0.93),
    run("d", "FAILED", 3),
    run("e", "RUNNING", 4),
  ],
  registered_models: [
    {
      name: "fraud",
      creation_timestamp: start,
      last_updated_timestamp: String(start),
      aliases: [{ alias: "champion", version: "9" }],
    },
    { name: "churn", creation_timestamp: start, last_updated_timestamp: start },
    { name: "empty", creation_timestamp: start, last_updated_timestamp: start },
  ],
  model_versions: [
    version("fraud", "9", "Production"),
    version("fraud", "10", "None"),
    version("churn", "1", "None", "FAILED_REGISTRATION"),
  ],
  files: [
    { path: "model", is_dir: true },
    { path: "plot.png", is_dir: false, file_size: 4000 },
    { path: "notes.txt", is_dir: false, file_size: "96" },
  ],
});
