import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const mlflow = job("mlflow-exporter");

const training = line(6, [
  panels.table("Latest training runs", {
    description: "The latest completed run of each experiment.",
    labels: { experiment: "Experiment" },
    values: [
      {
        title: "Result",
        unit: units.Short,
        mappings: panels.valueMappings({ 1: ["finished", "green"], 0: ["failed", "red"] }),
        expr: promql`max by (experiment) (mlflow_latest_run_success{${mlflow}})`,
      },
      {
        title: "Time since start",
        unit: units.Seconds,
        thresholds: panels.thresholds.above(thresholds.models.trainingAge),
        expr: promql`max by (experiment) (time() - mlflow_latest_run_start_timestamp_seconds{${mlflow}})`,
      },
      {
        title: "Duration",
        unit: units.Seconds,
        expr: promql`max by (experiment) (mlflow_latest_run_duration_seconds{${mlflow}})`,
      },
      {
        title: "Artifacts",
        unit: units.BytesSI,
        expr: promql`max by (experiment) (mlflow_latest_run_artifact_bytes{${mlflow}})`,
      },
    ],
  }),
  panels.stacked("Training runs by status", {
    description: "Runs of the active experiments in MLflow.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (status) (mlflow_runs{${mlflow}})`, "{{status}}")],
  }),
]);

const registry = line(6, [
  panels.table("Model aliases", {
    description: "Version that each alias, such as champion, points to.",
    labels: { model: "Model", alias: "Alias" },
    values: [
      {
        title: "Version",
        unit: units.Short,
        decimals: 0,
        expr: promql`max by (model, alias) (mlflow_model_alias_version{${mlflow}})`,
      },
    ],
  }),
  panels.table("Model versions", {
    description: "Latest version of each registered model, and the time of its last change.",
    labels: { model: "Model" },
    values: [
      {
        title: "Latest version",
        unit: units.Short,
        decimals: 0,
        expr: promql`max by (model) (mlflow_model_latest_version{${mlflow}})`,
      },
      {
        title: "Last change",
        unit: units.DateTimeFromNow,
        width: 140,
        expr: promql`1000 * max by (model) (mlflow_model_last_updated_timestamp_seconds{${mlflow}})`,
      },
    ],
  }),
]);

export const trainingAndRegistry = collapsedRow("Training and registry", training, registry);
