import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./mlflow.ts";

const mlflow = job("mlflow-exporter");
const exporter = `${mlflow},instance="mlflow-exporter:9401",backend="mlflow"`;
const training = `{${exporter},experiment="fraud-training"}`;
const labels = { experiment: "fraud-training" };

const customerValue = `mlflow_model_alias_version{${exporter},model="customer-value",alias="champion"}`;

export default defineExamples<typeof rules>({
  MlflowDown: {
    fires: [{ series: { [`mlflow_up{${exporter}}`]: "1x2 0x20" }, at: "9m" }],
    quiet: [{ name: "restarts", series: { [`mlflow_up{${exporter}}`]: "1x2 0x4 1x20" }, at: "9m" }],
  },

  TrainingFailed: {
    fires: [{ series: { [`mlflow_latest_run_success${training}`]: "0x20" }, at: "7m", labels }],
    quiet: [{ name: "run again", series: { [`mlflow_latest_run_success${training}`]: "0x4 1x20" }, at: "7m" }],
  },

  ModelRegistrationFailed: {
    fires: [{ series: unready("FAILED_REGISTRATION", "1x20"), at: "7m" }],
    quiet: [
      { name: "none", series: unready("FAILED_REGISTRATION", "0x20"), at: "7m" },
      { name: "under way", series: unready("PENDING_REGISTRATION", "1x20"), at: "7m" },
    ],
  },

  ModelChampionGone: {
    fires: [
      { series: champion("7x65 _x60"), at: "1h50m", labels: { model: "gbm" } },
      {
        name: "another model",
        series: { ...champion("7x130"), [customerValue]: "3x65 _x60" },
        at: "1h50m",
        labels: { model: "customer-value" },
      },
    ],
    quiet: [
      { name: "replaced", series: champion("7x65 8x60"), at: "1h20m" },
      {
        name: "MLflow is down",
        series: { ...champion("7x65 _x60"), [`mlflow_up{${exporter}}`]: "1x65 0x60" },
        at: "1h20m",
      },
    ],
  },

  ModelChampionChanged: {
    fires: [{ series: champion("7x5 8x20"), at: "10m", labels: { model: "gbm" } }],
    quiet: [{ name: "hours ago", series: champion("7x5 8x80"), at: "1h15m" }],
  },
});

function unready(status: string, versions: string) {
  return { [`mlflow_model_versions_unready{${exporter},status="${status}"}`]: versions };
}

/** A model with a challenger as well, which is replaced after an hour. */
function champion(version: string) {
  const alias = (name: string) => `mlflow_model_alias_version{${exporter},model="gbm",alias="${name}"}`;
  return {
    [customerValue]: "3x150",
    [alias("champion")]: version,
    [alias("challenger")]: "8x60 9x90",
    [`mlflow_up{${exporter}}`]: "1x150",
  };
}
