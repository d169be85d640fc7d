// What is trained, registered and served? Read from MLflow's REST API.
import type { MetricCatalog } from "bigdata-monitoring";
import { processMetrics } from "./parts/process.ts";
import { selfMetrics } from "./parts/self.ts";

const byExperiment = { labels: ["experiment"] } as const;
const byModel = { labels: ["model"] } as const;

export default {
  title: "MLflow exporter",
  version: "contract",
  metrics: {
    mlflow_server_info: {
      type: "gauge",
      labels: ["version"],
      unit: "count",
      help: "Version of the MLflow server; the value is always 1",
    },

    // Experiments and runs.
    mlflow_experiments: {
      type: "gauge",
      labels: ["lifecycle_stage"],
      values: { lifecycle_stage: ["active", "deleted"] },
      unit: "count",
      help: "Experiments",
    },
    mlflow_runs: {
      type: "gauge",
      labels: ["experiment", "status"],
      values: { status: ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] },
      unit: "count",
      help: "Runs of the active experiments",
    },
    mlflow_latest_run_start_timestamp_seconds: {
      type: "gauge",
      ...byExperiment,
      unit: "timestamp",
      help: "When the latest run that ended was started",
    },
    mlflow_latest_run_duration_seconds: {
      type: "gauge",
      ...byExperiment,
      unit: "seconds",
      help: "Time of the latest run that ended",
    },
    mlflow_latest_run_success: {
      type: "gauge",
      ...byExperiment,
      unit: "count",
      range: [0, 1],
      help: "1 if the latest run that ended was FINISHED, 0 if it was FAILED or KILLED",
    },
    mlflow_latest_run_metric: {
      type: "gauge",
      labels: ["experiment", "metric"],
      unit: "score",
      help: "Last value of each metric that the latest finished run logged",
    },
    mlflow_latest_run_artifacts: {
      type: "gauge",
      ...byExperiment,
      unit: "count",
      help: "Files and folders at the top of the latest finished run's artifacts",
    },
    mlflow_latest_run_artifact_bytes: {
      type: "gauge",
      ...byExperiment,
      unit: "bytes",
      help: "Size of the files at the top of the latest finished run's artifacts",
    },

    // The registry.
    mlflow_registered_models: { type: "gauge", labels: [], unit: "count", help: "Registered models" },
    mlflow_model_versions: {
      type: "gauge",
      labels: ["model", "stage"],
      values: { stage: ["None", "Staging", "Production", "Archived"] },
      unit: "count",
      help: "Versions of the model by stage, which MLflow is replacing by aliases",
    },
    mlflow_model_versions_unready: {
      type: "gauge",
      labels: ["status"],
      values: { status: ["PENDING_REGISTRATION", "FAILED_REGISTRATION"] },
      unit: "count",
      help: "Versions that cannot be served",
    },
    mlflow_model_latest_version: { type: "gauge", ...byModel, unit: "count", help: "Highest version number" },
    mlflow_model_alias_version: {
      type: "gauge",
      labels: ["model", "alias"],
      unit: "count",
      help: "Version number that the alias, such as champion, points to",
    },
    mlflow_model_last_updated_timestamp_seconds: {
      type: "gauge",
      ...byModel,
      unit: "timestamp",
      help: "Last change of the registered model",
    },

    ...selfMetrics("mlflow"),
    ...processMetrics,
  },
} as const satisfies MetricCatalog;
