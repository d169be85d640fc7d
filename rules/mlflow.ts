// Are models trained, registered and served as planned?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mlflow = job("mlflow-exporter");
const limits = thresholds.models;
const about = { team: "ml-engineering", domain: "ml-models", concern: "performance", dashboard: "fraud-ml" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("MlflowDown", {
      ...about,
      expr: promql`mlflow_up{${mlflow}} == 0`,
      for: "5m",
      severity: "critical",
      summary: "MLflow does not answer ({{ $labels.instance }})",
      description: "No training can record its run, and services that load models on start will not start.",
      action: "Run `curl http://mlflow:5000/health`; a 403 means its --allowed-hosts, a 500 its database.",
    }),

    alert("TrainingFailed", {
      ...about,
      expr: promql`mlflow_latest_run_success{${mlflow}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "The latest training of {{ $labels.experiment }} failed",
      description: "The model in service stays as it is, and gets older against a world that changes.",
      action: "Open the run in MLflow for its log and parameters; data quality of its input is the first suspect.",
    }),

    alert("TrainingOverdue", {
      ...about,
      expr: promql`
        time() - mlflow_latest_run_start_timestamp_seconds{${mlflow}} > ${limits.trainingAge}`,
      for: "1h",
      severity: "info",
      summary: "{{ $labels.experiment }} was last trained {{ $value | humanizeDuration }} ago",
      description:
        "Training is planned for every week. If it is retired, archive the experiment and this falls silent.",
      action: "Check its schedule; a trigger that was switched off for a release is often forgotten.",
    }),

    alert("ModelRegistrationFailed", {
      ...about,
      expr: promql`mlflow_model_versions_unready{${mlflow},status="FAILED_REGISTRATION"} > 0`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value }} model versions could not be registered",
      description: "They were trained and cannot be served: often the artifacts did not arrive in their store.",
      action: "List them in MLflow's registry, check the artifact store's space and rights, then register again.",
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
      description:
        "A version had the alias an hour ago and none has it now: a service that restarts finds no model to load.",
      action: "Set the alias again in MLflow's registry; Fraud Detection & ML shows which version had it an hour ago.",
    }),

    alert("ModelChampionChanged", {
      ...about,
      expr: promql`changes(mlflow_model_alias_version{${mlflow},alias="champion"}[1h]) > 0`,
      for: "0m",
      severity: "info",
      summary: "{{ $labels.model }} has a new champion",
      description: "Another version serves from now on. What changes in its metrics within a day is likely its doing.",
      action:
        "Watch its latency, fraud rate and drift under Fraud Detection & ML; the alias of the last version rolls it back.",
    }),

    alert("ModelOld", {
      ...about,
      expr: promql`time() - mlflow_model_last_updated_timestamp_seconds{${mlflow}} > ${limits.modelAge}`,
      for: "1h",
      severity: "info",
      summary: "{{ $labels.model }} was last changed {{ $value | humanizeDuration }} ago",
      description: "Fraud changes faster. An old model is not wrong by itself, but nobody has looked for long.",
      action: "Compare a retrained version on recent labels; promote it, or note that the old one is still better.",
    }),
  ],
});
