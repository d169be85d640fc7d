// MLflow: training runs, model registry and aliases.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mlflow = job("mlflow-exporter");
const limits = thresholds.models;
const about = {
  team: "ml-engineering",
  domain: "ml-models",
  concern: "performance",
  dashboard: rowRef("fraud-ml", "Training and registry"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("MlflowDown", {
      ...about,
      expr: promql`mlflow_up{${mlflow}} == 0`,
      for: "5m",
      severity: "critical",
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

    alert("TrainingOverdue", {
      ...about,
      expr: promql`
        time() - mlflow_latest_run_start_timestamp_seconds{${mlflow}} > ${limits.trainingAge}`,
      for: "1h",
      severity: "info",
      summary: "{{ $labels.experiment }} was last trained {{ $value | humanizeDuration }} ago",
      description:
        "Training is scheduled every week. If the experiment is retired, archive it: the alert then resolves.",
      action: "Check the schedule of the training. It may have been disabled for a release.",
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
        mlflow_model_alias_version{${mlflow},alias="champion"} offset 1h
        unless on (job, instance, model) mlflow_model_alias_version{${mlflow},alias="champion"}
        and on (job, instance) mlflow_up{${mlflow}} == 1`,
      for: "5m",
      severity: "critical",
      summary: "{{ $labels.model }} has no champion any more",
      description: "A version had this alias an hour ago. A service that restarts now finds no model to load.",
      action: text`Set the alias again in MLflow's registry. ${panelRef("fraud-ml", "Model aliases")} shows its version an hour ago.`,
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

    alert("ModelOld", {
      ...about,
      expr: promql`time() - mlflow_model_last_updated_timestamp_seconds{${mlflow}} > ${limits.modelAge}`,
      for: "1h",
      severity: "info",
      summary: "{{ $labels.model }} was last changed {{ $value | humanizeDuration }} ago",
      description:
        "Fraud patterns change faster. An old model may still be good, but nobody has checked it for a long time.",
      action:
        "Compare a retrained version on recent labels. Promote it, or record that the old version is still better.",
    }),
  ],
});
