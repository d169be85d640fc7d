// Accuracy and drift of models, and age of their labels.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const limits = thresholds.models;
const about = {
  team: "ml-engineering",
  domain: "ml-models",
  concern: "data-quality",
  dashboard: rowRef("fraud-ml", "Prediction accuracy"),
} as const;

/** A ratio of few labels is chance: the labels that stand in its denominator are counted. */
const labelled = (outcomes: string) => promql`
  and on (cluster, job, instance, model, version)
    sum by (cluster, job, instance, model, version) (fraud_window_labels{${fraud},window="24h",outcome=~"${outcomes}"})
      > ${limits.leastPositives}`;
const frauds = labelled("true_positive|false_negative");
const flagged = labelled("true_positive|false_positive");

export default defineRules({
  interval: "1m",
  rules: [
    alert("ModelRecallLow", {
      ...about,
      expr: promql`
        fraud_recall_ratio{${fraud},window="24h"} < ${limits.recall}
        ${frauds}`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $labels.model }} {{ $labels.version }} finds only {{ $value | humanizePercentage }} of the day's confirmed fraud",
      description:
        "The rest was not detected. The model does not know the current fraud patterns, or features are missing.",
      action: "Check drift and missing features. Roll back if the version is new. Otherwise retrain on recent labels.",
    }),

    alert("ModelPrecisionLow", {
      ...about,
      expr: promql`
        fraud_precision_ratio{${fraud},window="24h"} < ${limits.precision}
        ${flagged}`,
      for: "30m",
      severity: "warning",
      summary:
        "Only {{ $value | humanizePercentage }} of what {{ $labels.model }} {{ $labels.version }} flags as fraud is fraud",
      description: "Honest customers are blocked, and reviewers check many honest transactions.",
      action: text`Check ${panelRef("fraud-ml", "Score distribution")}. Raise the threshold, and retrain with the false positives.`,
    }),

    // Compared with the last 30 days of the same model.
    alert("ModelWorseThanUsual", {
      ...about,
      expr: promql`
        fraud_recall_ratio{${fraud},window="24h"}
          < ignoring (window) ${limits.recallOfUsual} * fraud_recall_ratio{${fraud},window="30d"}
        ${frauds}`,
      for: "1h",
      severity: "warning",
      kind: "anomaly",
      summary:
        "{{ $labels.model }} {{ $labels.version }} finds {{ $value | humanizePercentage }} of the day's fraud, far less than over the last month",
      description: "Its recall was better before. A fraud pattern, a feature or its data has changed.",
      action: "Compare the missed cases with those of last month, and check the drift of features over the same days.",
    }),

    alert("ModelDrifts", {
      ...about,
      dashboard: rowRef("fraud-ml", "Data drift indicators"),
      expr: (limit) => promql`
        fraud_score_psi{${fraud},window="24h"} > ${limit}
        and on (cluster, job, instance, model, version) fraud_window_predictions{${fraud},window="24h"} > 1000`,
      severities: {
        info: { limit: limits.drift.info, for: "1h" },
        warning: { limit: limits.drift.warning, for: "1h" },
      },
      summary:
        "The scores of {{ $labels.model }} {{ $labels.version }} have shifted by {{ $value | humanize }} PSI over a day",
      description:
        "Customers behave differently from the training data, or a feature has changed. Accuracy may decrease in the next days.",
      action: text`Find the features that shifted in ${panelRef("fraud-ml", "Drift by column")}. Fix them, or retrain the model.`,
    }),

    alert("ModelLabelsLate", {
      ...about,
      expr: promql`time() - fraud_newest_label_timestamp_seconds{${fraud}} > ${limits.labelAge}`,
      for: "1h",
      severity: "warning",
      summary: "{{ $labels.model }} {{ $labels.version }} has had no label for {{ $value | humanizeDuration }}",
      description: "Precision and recall cannot be updated, so the current quality of the model is unknown.",
      action: text`Ask the team that delivers chargebacks and reviews. Check the import of labels in ${panelRef("etl", "Pipelines")}.`,
    }),
  ],
});
