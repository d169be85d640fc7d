// Is fraud detection awake, right and worth its money? Counters follow predictions and labels as they arrive,
// gauges look back over explicit windows of prediction time.
import type { MetricCatalog } from "bigdata-monitoring";
import { processMetrics } from "./parts/process.ts";
import { selfMetrics } from "./parts/self.ts";

const window = ["1h", "24h", "7d", "30d"] as const;
const outcome = ["true_positive", "false_positive", "true_negative", "false_negative"] as const;
const byModel = { labels: ["model", "version"] } as const;
const byDecision = {
  labels: ["model", "version", "decision"],
  values: { decision: ["approve", "review", "block", "error"] },
} as const;
const byWindow = { labels: ["model", "version", "window"], values: { window }, unit: "ratio", range: [0, 1] } as const;

export default {
  title: "Fraud detection exporter",
  version: "contract",
  metrics: {
    // Predictions. `review` and `block` count as calling it fraud; an `error` has no score and is no call at all.
    fraud_predictions_total: { type: "counter", ...byDecision, unit: "count", help: "Predictions made" },
    fraud_predictions_usd_total: {
      type: "counter",
      ...byDecision,
      unit: "usd",
      help: "Amount of the transactions that were scored",
    },
    fraud_prediction_score: {
      type: "histogram",
      ...byModel,
      unit: "score",
      buckets: [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1],
      help: "Distribution of the scores, 0 harmless to 1 fraud",
    },
    fraud_prediction_duration_seconds: {
      type: "histogram",
      ...byModel,
      unit: "seconds",
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      help: "Time of a prediction",
    },
    fraud_newest_prediction_timestamp_seconds: {
      type: "gauge",
      ...byModel,
      unit: "timestamp",
      help: "When the newest prediction was made",
    },

    // Labels: what turned out to be true, often days later.
    fraud_labels_total: {
      type: "counter",
      labels: ["model", "version", "outcome"],
      values: { outcome },
      unit: "count",
      help: "Predictions that were confirmed or refuted, counted when the label arrived",
    },
    fraud_label_delay_seconds: {
      type: "histogram",
      ...byModel,
      unit: "seconds",
      buckets: [60, 3600, 21600, 86400, 259200, 604800, 1209600, 2592000, 5184000],
      help: "Time from a prediction to its label",
    },
    fraud_newest_label_timestamp_seconds: {
      type: "gauge",
      ...byModel,
      unit: "timestamp",
      help: "When the newest label arrived",
    },
    fraud_blocked_usd_total: {
      type: "counter",
      ...byModel,
      unit: "usd",
      help: "Amount of confirmed fraud that was called, counted when the label arrived",
    },
    fraud_missed_usd_total: {
      type: "counter",
      ...byModel,
      unit: "usd",
      help: "Amount of confirmed fraud that was let through, counted when the label arrived",
    },
    fraud_wrongly_blocked_usd_total: {
      type: "counter",
      ...byModel,
      unit: "usd",
      help: "Amount of honest transactions that were called fraud, counted when the label arrived",
    },

    // Performance over the predictions made within a window. Absent where its denominator is 0.
    fraud_window_predictions: {
      type: "gauge",
      labels: ["model", "version", "window"],
      values: { window },
      unit: "count",
      help: "Predictions made within the window",
    },
    fraud_window_labels: {
      type: "gauge",
      labels: ["model", "version", "window", "outcome"],
      values: { window, outcome },
      unit: "count",
      help: "Predictions made within the window whose label has arrived",
    },
    fraud_labelled_ratio: { type: "gauge", ...byWindow, help: "Share of the window's predictions that have a label" },
    fraud_precision_ratio: {
      type: "gauge",
      ...byWindow,
      per: 'fraud_window_labels{outcome=~"true_positive|false_positive"}',
      help: "Of what was called fraud, the share that was",
    },
    fraud_recall_ratio: {
      type: "gauge",
      ...byWindow,
      per: 'fraud_window_labels{outcome=~"true_positive|false_negative"}',
      help: "Of what was fraud, the share that was called",
    },
    fraud_accuracy_ratio: { type: "gauge", ...byWindow, help: "Share of labelled predictions that were right" },
    fraud_false_positive_ratio: {
      type: "gauge",
      ...byWindow,
      per: 'fraud_window_labels{outcome=~"false_positive|true_negative"}',
      help: "Of what was honest, the share called fraud",
    },
    fraud_confirmed_ratio: { type: "gauge", ...byWindow, help: "Share of labelled predictions that were fraud" },
    fraud_score_psi: {
      type: "gauge",
      labels: ["model", "version", "window"],
      values: { window: ["1h", "24h", "7d"] },
      unit: "score",
      help: "Population stability index of the window's scores against the rest of the last 30 days; 0.25 is a large drift",
    },

    fraud_exporter_skipped_rows_total: {
      type: "counter",
      labels: ["kind"],
      values: { kind: ["predictions", "labels"] },
      unit: "count",
      help: "Rows of the source that cannot be counted, such as one whose amount is NaN",
    },
    ...selfMetrics("fraud"),
    ...processMetrics,
  },
} as const satisfies MetricCatalog;
