import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const mlflow = job("mlflow-exporter");

const training = line(6, [
  panels.table("Training", {
    description: "The latest run of each experiment that ended.",
    labels: { experiment: "Experiment" },
    values: [
      {
        title: "Result",
        unit: units.Short,
        mappings: panels.valueMappings({ 1: ["finished", "green"], 0: ["failed", "red"] }),
        expr: promql`max by (experiment) (mlflow_latest_run_success{${mlflow}})`,
      },
      {
        title: "Started ago",
        unit: units.Seconds,
        thresholds: panels.thresholds.above(thresholds.models.trainingAge),
        expr: promql`max by (experiment) (time() - mlflow_latest_run_start_timestamp_seconds{${mlflow}})`,
      },
      {
        title: "Took",
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
  panels.stacked("Runs, by status", {
    description: "Runs of the active experiments.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (status) (mlflow_runs{${mlflow}})`, "{{status}}")],
  }),
]);

const registry = line(6, [
  panels.table("Registered models", {
    description: "The versions that the aliases, such as champion, point to.",
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
  panels.table("Model changes", {
    description: "Newest version of each registered model, and when it last changed.",
    labels: { model: "Model" },
    values: [
      {
        title: "Newest",
        unit: units.Short,
        decimals: 0,
        expr: promql`max by (model) (mlflow_model_latest_version{${mlflow}})`,
      },
      {
        title: "Changed",
        unit: units.DateTimeFromNow,
        width: 140,
        expr: promql`1000 * max by (model) (mlflow_model_last_updated_timestamp_seconds{${mlflow}})`,
      },
    ],
  }),
]);

export const trainingAndRegistry = collapsedRow("Training and registry", training, registry);
