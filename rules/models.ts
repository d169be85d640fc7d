// Are models as good as they were, and do we still know?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const model = `${fraud},instance="f",model="gbm",version="7"`;
const month = `fraud_recall_ratio{${model},window="30d"}`;
const labels = { model: "gbm", version: "7" };
const limits = thresholds.models;
const about = { team: "ml-engineering", domain: "ml-models", concern: "data-quality", dashboard: "fraud-ml" } as const;

// A share of a few labels says nothing.
const labelled = promql`
  and on (job, instance, model, version)
    sum by (job, instance, model, version) (fraud_window_labels{${fraud},window="24h"}) > 100`;

const recall = {
  ...about,
  for: "30m",
  summary:
    "{{ $labels.model }} {{ $labels.version }} finds only {{ $value | humanizePercentage }} of the day's confirmed fraud",
  description:
    "The rest went through. The model no longer knows what fraud looks like, or lacks the features to see it.",
  action: "Compare with drift and feature misses; roll back if the version is new, else retrain on recent labels.",
} as const;

const drift = (index: number) => promql`
  fraud_score_psi{${fraud},window="24h"} > ${index}
  and on (job, instance, model, version) fraud_window_predictions{${fraud},window="24h"} > 1000`;

const drifting = {
  ...about,
  for: "1h",
  summary:
    "The scores of {{ $labels.model }} {{ $labels.version }} have shifted by {{ $value | humanize }} PSI over a day",
  description:
    "Customers behave otherwise than in training, or a feature has changed. Its quality will show it days later.",
  action: "Under Fraud Detection & ML, row Data drift indicators, find the features that moved; mend them, or retrain.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ModelRecallLow", {
      ...recall,
      expr: promql`
        fraud_recall_ratio{${fraud},window="24h"} < ${limits.recall.warning}
        ${labelled}`,
      severity: "warning",
      examples: {
        fires: [{ series: measured("recall", "0.69x40"), at: "35m", labels }],
        quiet: [
          { name: "good enough", series: measured("recall", "0.7x40"), at: "35m" },
          { name: "few labels", series: measured("recall", "0.69x40", "50x40"), at: "35m" },
        ],
      },
    }),
    alert("ModelRecallLow", {
      ...recall,
      expr: promql`
        fraud_recall_ratio{${fraud},window="24h"} < ${limits.recall.critical}
        ${labelled}`,
      severity: "critical",
      examples: {
        fires: [{ series: measured("recall", "0.49x40"), at: "35m", labels, message: "49%" }],
        quiet: [
          { name: "not yet critical", series: measured("recall", "0.5x40"), at: "35m" },
          { name: "few labels", series: measured("recall", "0.49x40", "50x40"), at: "35m" },
        ],
      },
    }),

    alert("ModelPrecisionLow", {
      ...about,
      expr: promql`
        fraud_precision_ratio{${fraud},window="24h"} < ${limits.precision}
        ${labelled}`,
      for: "30m",
      severity: "warning",
      summary:
        "Only {{ $value | humanizePercentage }} of what {{ $labels.model }} {{ $labels.version }} calls fraud is fraud",
      description: "Honest customers are held up, and reviewers spend their day on them.",
      action:
        "See which scores are wrong under Fraud Detection & ML; raise the threshold, and retrain with the refuted cases.",
      examples: {
        fires: [{ series: measured("precision", "0.69x40"), at: "35m", labels }],
        quiet: [
          { name: "good enough", series: measured("precision", "0.7x40"), at: "35m" },
          { name: "few labels", series: measured("precision", "0.69x40", "50x40"), at: "35m" },
        ],
      },
    }),

    // Against its own month: a model that was never excellent may still be getting worse.
    alert("ModelWorseThanUsual", {
      ...about,
      expr: promql`
        fraud_recall_ratio{${fraud},window="24h"}
          < ignoring (window) ${limits.recallOfUsual} * fraud_recall_ratio{${fraud},window="30d"}
        ${labelled}`,
      for: "1h",
      severity: "warning",
      kind: "anomaly",
      summary:
        "{{ $labels.model }} {{ $labels.version }} finds {{ $value | humanizePercentage }} of the day's fraud, far less than in its month",
      description: "It was better. Something has changed in what it sees: a pattern, a feature or its data.",
      action: "Compare the day's missed cases with last month's, and drift of features over the same days.",
      examples: {
        fires: [{ series: { ...measured("recall", "0.71x70"), [month]: "0.9x70" }, at: "1h5m", labels }],
        quiet: [
          { name: "a bit less", series: { ...measured("recall", "0.73x70"), [month]: "0.9x70" }, at: "1h5m" },
          { name: "few labels", series: { ...measured("recall", "0.71x70", "50x70"), [month]: "0.9x70" }, at: "1h5m" },
        ],
      },
    }),

    alert("ModelDrifts", {
      ...drifting,
      expr: drift(limits.drift.info),
      severity: "info",
      examples: {
        fires: [{ series: scores("0.11x70"), at: "1h5m", labels }],
        quiet: [
          { name: "stable", series: scores("0.1x70"), at: "1h5m" },
          { name: "few predictions", series: scores("0.11x70", "1000x70"), at: "1h5m" },
        ],
      },
    }),
    alert("ModelDrifts", {
      ...drifting,
      expr: drift(limits.drift.warning),
      severity: "warning",
      examples: {
        fires: [{ series: scores("0.26x70"), at: "1h5m", labels }],
        quiet: [
          { name: "a moderate shift", series: scores("0.25x70"), at: "1h5m" },
          { name: "few predictions", series: scores("0.26x70", "1000x70"), at: "1h5m" },
        ],
      },
    }),

    alert("ModelLabelsLate", {
      ...about,
      expr: promql`time() - fraud_newest_label_timestamp_seconds{${fraud}} > ${limits.labelAge}`,
      for: "1h",
      severity: "warning",
      summary: "{{ $labels.model }} {{ $labels.version }} has had no label for {{ $value | humanizeDuration }}",
      description: "Nobody can say how good the model is now: precision and recall stand still at that time.",
      action: "Ask whoever delivers chargebacks and reviews; the import of labels runs under ETL & Data Processing.",
      examples: {
        fires: [{ series: label("-260000x70"), at: "1h5m", labels }],
        quiet: [
          { name: "three days", series: label("-255000x70"), at: "1h5m" },
          { name: "labelled again", series: label("-260000x65 3960x10"), at: "1h10m" },
        ],
      },
    }),
  ],
});

/** A model's quality over a day with so many labels of either outcome. Its week was bad. */
function measured(quality: "recall" | "precision", ratio: string, outcome = "55x70") {
  const [day, week] = [`${model},window="24h"`, `${model},window="7d"`];
  return {
    [`fraud_${quality}_ratio{${day}}`]: ratio,
    [`fraud_window_labels{${day},outcome="true_positive"}`]: outcome,
    [`fraud_window_labels{${day},outcome="false_negative"}`]: outcome,
    [`fraud_${quality}_ratio{${week}}`]: "0.4x70",
    [`fraud_window_labels{${week},outcome="true_positive"}`]: "900x70",
  };
}

/** How far scores have shifted over a day with so many predictions. They shifted further over its week. */
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
