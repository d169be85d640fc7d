// Are models as good as they were, and do we still know?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const limits = thresholds.models;
const about = { team: "ml-engineering", domain: "ml-models", concern: "data-quality", dashboard: "fraud-ml" } as const;

// A share of a few labels says nothing.
const labelled = promql`
  and on (job, instance, model, version)
    sum by (job, instance, model, version) (fraud_window_labels{${fraud},window="24h"}) > 100`;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ModelRecallLow", {
      ...about,
      expr: (limit) => promql`
        fraud_recall_ratio{${fraud},window="24h"} < ${limit}
        ${labelled}`,
      severities: {
        warning: { limit: limits.recall.warning, for: "30m" },
        critical: { limit: limits.recall.critical, for: "30m" },
      },
      summary:
        "{{ $labels.model }} {{ $labels.version }} finds only {{ $value | humanizePercentage }} of the day's confirmed fraud",
      description:
        "The rest went through. The model no longer knows what fraud looks like, or lacks the features to see it.",
      action: "Compare with drift and feature misses; roll back if the version is new, else retrain on recent labels.",
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
    }),

    alert("ModelDrifts", {
      ...about,
      expr: (limit) => promql`
        fraud_score_psi{${fraud},window="24h"} > ${limit}
        and on (job, instance, model, version) fraud_window_predictions{${fraud},window="24h"} > 1000`,
      severities: {
        info: { limit: limits.drift.info, for: "1h" },
        warning: { limit: limits.drift.warning, for: "1h" },
      },
      summary:
        "The scores of {{ $labels.model }} {{ $labels.version }} have shifted by {{ $value | humanize }} PSI over a day",
      description:
        "Customers behave otherwise than in training, or a feature has changed. Its quality will show it days later.",
      action:
        "Under Fraud Detection & ML, row Data drift indicators, find the features that moved; mend them, or retrain.",
    }),

    alert("ModelLabelsLate", {
      ...about,
      expr: promql`time() - fraud_newest_label_timestamp_seconds{${fraud}} > ${limits.labelAge}`,
      for: "1h",
      severity: "warning",
      summary: "{{ $labels.model }} {{ $labels.version }} has had no label for {{ $value | humanizeDuration }}",
      description: "Nobody can say how good the model is now: precision and recall stand still at that time.",
      action: "Ask whoever delivers chargebacks and reviews; the import of labels runs under ETL & Data Processing.",
    }),
  ],
});
