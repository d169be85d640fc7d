// MLflow: training runs, model registry and aliases.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { expected } from "../expected.ts";
import { job } from "../stack.ts";

const mlflow = job("mlflow-exporter");
const about = {
  team: "ml-engineering",
  domain: "ml-models",
  concern: "performance",
  dashboard: rowRef("fraud-ml", "Training and registry"),
} as const;

const absentChampions = expected.champions
  .map((model) => `absent(mlflow_model_alias_version{${mlflow},alias="champion",model="${model}"})`)
  .join(" or ");

export default defineRules({
  interval: "1m",
  rules: [
    alert("MlflowDown", {
      ...about,
      expr: promql`mlflow_up{${mlflow}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "MLflow does not answer ({{ $labels.instance }})",
      description: "Training runs cannot be recorded. Services that load a model at start cannot start.",
      action: "Run `curl http://mlflow:5000/health`. Status 403 points to --allowed-hosts, status 500 to its database.",
    }),

    alert("TrainingFailed", {
      ...about,
      expr: promql`mlflow_latest_run_success{${mlflow}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "The latest training of {{ $labels.experiment }} failed",
      description: "The current model stays in use and becomes outdated.",
      action: "Open the run in MLflow for its log and parameters. Check the data quality of its input first.",
    }),

    alert("ModelRegistrationFailed", {
      ...about,
      expr: promql`mlflow_model_versions_unready{${mlflow},status="FAILED_REGISTRATION"} > 0`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value }} model versions could not be registered",
      description:
        "These versions were trained but cannot be used. Often their artifacts did not reach the artifact store.",
      action:
        "List them in MLflow's registry. Check space and permissions of the artifact store, then register them again.",
    }),

    alert("ModelChampionGone", {
      ...about,
      expr: promql`
        (${absentChampions})
        and on (cluster, job) mlflow_up{${mlflow}} == 1`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.model }} has no champion",
      description: "No version of the model has this alias. A service that restarts now finds no model to load.",
      action: text`Set the alias again in MLflow's registry. ${panelRef("fraud-ml", "Model aliases")} shows which version had it.`,
    }),

    alert("ModelChampionChanged", {
      ...about,
      expr: promql`changes(mlflow_model_alias_version{${mlflow},alias="champion"}[1h]) > 0`,
      for: "0m",
      severity: "info",
      summary: "{{ $labels.model }} has a new champion",
      description:
        "Another model version is now in use. Changes in its metrics in the next hours are probably caused by it.",
      action: text`Watch latency, fraud rate and drift in ${rowRef("fraud-ml", "Model performance")}. To roll back, set the alias to the previous version.`,
    }),
  ],
});
