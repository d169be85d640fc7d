import { BytesSI, DateTimeFromNow, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, promql } from "bigdata-monitoring";
import { above, query, stacked, table, words } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const mlflow = job("mlflow-exporter");

const training = line(6, [
  table("Training", {
    description: "The latest run of each experiment that ended.",
    labels: { experiment: "Experiment" },
    values: [
      {
        title: "Result",
        unit: Short,
        mappings: words({ 1: ["finished", "green"], 0: ["failed", "red"] }),
        expr: promql`max by (experiment) (mlflow_latest_run_success{${mlflow}})`,
      },
      {
        title: "Started ago",
        unit: Seconds,
        thresholds: above(thresholds.models.trainingAge),
        expr: promql`max by (experiment) (time() - mlflow_latest_run_start_timestamp_seconds{${mlflow}})`,
      },
      {
        title: "Took",
        unit: Seconds,
        expr: promql`max by (experiment) (mlflow_latest_run_duration_seconds{${mlflow}})`,
      },
      {
        title: "Artifacts",
        unit: BytesSI,
        expr: promql`max by (experiment) (mlflow_latest_run_artifact_bytes{${mlflow}})`,
      },
    ],
  }),
  stacked("Runs, by status", {
    description: "Runs of the active experiments.",
    unit: Short,
    queries: [query(promql`sum by (status) (mlflow_runs{${mlflow}})`, "{{status}}")],
  }),
]);

const registry = line(6, [
  table("Registered models", {
    description: "The versions that the aliases, such as champion, point to.",
    labels: { model: "Model", alias: "Alias" },
    values: [
      {
        title: "Version",
        unit: Short,
        decimals: 0,
        expr: promql`max by (model, alias) (mlflow_model_alias_version{${mlflow}})`,
      },
    ],
  }),
  table("Model changes", {
    description: "Newest version of each registered model, and when it last changed.",
    labels: { model: "Model" },
    values: [
      {
        title: "Newest",
        unit: Short,
        decimals: 0,
        expr: promql`max by (model) (mlflow_model_latest_version{${mlflow}})`,
      },
      {
        title: "Changed",
        unit: DateTimeFromNow,
        width: 140,
        expr: promql`1000 * max by (model) (mlflow_model_last_updated_timestamp_seconds{${mlflow}})`,
      },
    ],
  }),
]);

export const trainingAndRegistry = collapsedRow("Training and registry", training, registry);
