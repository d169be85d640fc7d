import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./models.ts";

const fraud = job("fraud-detection-exporter");
const model = `${fraud},instance="f",model="gbm",version="7"`;
const month = `fraud_recall_ratio{${model},window="30d"}`;
const labels = { model: "gbm", version: "7" };

export default defineExamples<typeof rules>({
  ModelRecallLow: {
    fires: [{ series: measured("recall", "0.69x40"), at: "35m", labels }],
    quiet: [
      { name: "good enough", series: measured("recall", "0.7x40"), at: "35m" },
      { name: "few labels", series: measured("recall", "0.69x40", "50x40"), at: "35m" },
    ],
  },

  ModelPrecisionLow: {
    fires: [{ series: measured("precision", "0.69x40"), at: "35m", labels }],
    quiet: [
      { name: "good enough", series: measured("precision", "0.7x40"), at: "35m" },
      { name: "few labels", series: measured("precision", "0.69x40", "50x40"), at: "35m" },
    ],
  },

  ModelWorseThanUsual: {
    fires: [{ series: { ...measured("recall", "0.71x70"), [month]: "0.9x70" }, at: "1h5m", labels }],
    quiet: [
      { name: "a bit less", series: { ...measured("recall", "0.73x70"), [month]: "0.9x70" }, at: "1h5m" },
      { name: "few labels", series: { ...measured("recall", "0.71x70", "50x70"), [month]: "0.9x70" }, at: "1h5m" },
    ],
  },

  ModelDrifts: {
    info: {
      fires: [{ series: scores("0.11x70"), at: "1h5m", labels }],
      quiet: [
        { name: "stable", series: scores("0.1x70"), at: "1h5m" },
        { name: "few predictions", series: scores("0.11x70", "1000x70"), at: "1h5m" },
      ],
    },
    warning: {
      fires: [{ series: scores("0.26x70"), at: "1h5m", labels }],
      quiet: [
        { name: "a moderate shift", series: scores("0.25x70"), at: "1h5m" },
        { name: "few predictions", series: scores("0.26x70", "1000x70"), at: "1h5m" },
      ],
    },
  },

  ModelLabelsLate: {
    fires: [{ series: label("-260000x70"), at: "1h5m", labels }],
    quiet: [
      { name: "three days", series: label("-255000x70"), at: "1h5m" },
      { name: "labelled again", series: label("-260000x65 3960x10"), at: "1h10m" },
    ],
  },
});

/** A model's quality over a day, with the given number of labels of each outcome. The values of the week are bad. */
function measured(quality: "recall" | "precision", ratio: string, outcome = "55x70") {
  const [day, week] = [`${model},window="24h"`, `${model},window="7d"`];
  return {
    [`fraud_${quality}_ratio{${day}}`]: ratio,
    [`fraud_window_labels{${day},outcome="true_positive"}`]: outcome,
    [`fraud_window_labels{${day},outcome="false_negative"}`]: outcome,
    [`fraud_window_labels{${day},outcome="false_positive"}`]: outcome,
    [`fraud_window_labels{${day},outcome="true_negative"}`]: "9000x70",
    [`fraud_${quality}_ratio{${week}}`]: "0.4x70",
    [`fraud_window_labels{${week},outcome="true_positive"}`]: "900x70",
  };
}

/** Shift of the scores over a day, with the given number of predictions. The shift over the week is larger. */
function scores(psi: string, predictions = "1100x70") {
  const [day, week] = [`${model},window="24h"`, `${model},window="7d"`];
  return {
    [`fraud_score_psi{${day}}`]: psi,
    [`fraud_window_predictions{${day}}`]: predictions,
    [`fraud_score_psi{${week}}`]: "0.4x70",
    [`fraud_window_predictions{${week}}`]: "9000x70",
  };
}

function label(timestamp: string) {
  return { [`fraud_newest_label_timestamp_seconds{${model}}`]: timestamp };
}
