// Do the models find fraud without blocking honest customers, and are they still accurate?
import { defineDashboard, panels, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { dataDrift } from "./fraud-ml/data-drift.ts";
import { featureStore } from "./fraud-ml/feature-store.ts";
import { fraudLogs } from "./fraud-ml/logs.ts";
import { modelPerformance } from "./fraud-ml/model-performance.ts";
import { predictionAccuracy } from "./fraud-ml/prediction-accuracy.ts";
import { trainingAndRegistry } from "./fraud-ml/training-and-registry.ts";

const fraud = job("fraud-detection-exporter");

export default defineDashboard({
  title: "Fraud Detection & ML",
  question: "Do the models find fraud without blocking honest customers, and are they still accurate?",
  tags: ["fraud", "ml"],
  domains: ["fraud-detection", "ml-models", "data-quality"],
  variables: [
    panels.labelVariable("model", promql`fraud_predictions_total{${fraud}}`),
    panels.labelVariable("version", promql`fraud_predictions_total{${fraud},model=~"$model"}`),
    panels
      .labelVariable("window", promql`fraud_window_predictions{${fraud},model=~"$model"}`, {
        title: "Label window",
        multi: false,
      })
      .current({ text: "24h", value: "24h" }),
    panels.labelVariable("dataset", promql`data_quality_rows{${job("data-quality-exporter")}}`),
  ],
  rows: [modelPerformance, predictionAccuracy, featureStore, dataDrift, trainingAndRegistry, fraudLogs],
});
