// Fraud rate, missed fraud and false positives.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const limits = thresholds.fraud;
const about = {
  team: "fraud",
  domain: "fraud-detection",
  concern: "data-quality",
  dashboard: rowRef("fraud-ml", "Model performance"),
} as const;

/** Predictions of 15 minutes that flag fraud. */
const flagged = promql`
  sum by (cluster, job) (max without (instance) (increase(fraud_predictions_total{${fraud},decision=~"review|block"}[15m])))`;

export default defineRules({
  interval: "30s",
  rules: [
    // A few cases are a high share of few predictions.
    alert("FraudRateHigh", {
      ...about,
      expr: (limit) => promql`
        platform:fraud_called:ratio_rate15m > ${limit}
        and on (cluster, job) ${flagged} > ${limits.leastFlagged}`,
      severities: {
        warning: { limit: limits.rate.warning, for: "10m" },
        critical: { limit: limits.rate.critical, team: "security", for: "3m" },
      },
      summary: "{{ $value | humanizePercentage }} of transactions are flagged as fraud",
      description:
        "Either an attack is in progress, or the model flags honest customers. Both cost money every minute.",
      action:
        "Compare blocked transactions by channel and payment method. One pattern means an attack; all kinds mean a model error. Inform the security team.",
    }),

    alert("FraudRateSpiked", {
      ...about,
      team: "security",
      expr: promql`
        platform:fraud_called:ratio_rate15m
          > ${limits.rateSpike} * platform:fraud_called:ratio_rate15m_baseline_max
        and platform:fraud_called:ratio_rate15m > 0.01
        and on (cluster, job) ${flagged} > ${limits.leastFlagged}`,
      for: "5m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "{{ $value | humanizePercentage }} of transactions are flagged as fraud, over three times as many as usual",
      description: "A rise of this size is usually an attack: stolen cards or accounts are used.",
      action:
        "Group blocked transactions by channel, country and amount. Make the review stricter for this group, and inform the security team.",
    }),

    alert("FraudRateCollapsed", {
      ...about,
      expr: promql`
        platform:fraud_called:ratio_rate15m
          < ${limits.rateCollapse} * platform:fraud_called:ratio_rate15m_baseline_min
        and platform:fraud_called:ratio_rate15m_baseline_min > 0.005
        and on (cluster, job) 900 * platform:fraud_predictions:rate5m * platform:fraud_called:ratio_rate15m_baseline_min > ${limits.leastFlagged}`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "Only {{ $value | humanizePercentage }} of transactions are flagged as fraud, at most a third of the usual share",
      description:
        "Fraud does not stop suddenly. More likely, the model detects less because of a release or missing features.",
      action: text`Check ${panelRef("fraud-ml", "Score distribution")} and ${panelRef("fraud-ml", "Lookup miss and error ratio")}. Roll back a new model version.`,
    }),

    alert("FraudMissed", {
      ...about,
      dashboard: rowRef("fraud-ml", "Prediction accuracy"),
      expr: promql`model:fraud_missed_amount:ratio_rate1d > ${limits.missedAmount}`,
      for: "1h",
      severity: "warning",
      summary:
        "{{ $labels.model }} {{ $labels.version }} missed {{ $value | humanizePercentage }} of confirmed fraud, by amount",
      description: "The amount comes from the labels of the last day. The model does not know a new fraud pattern.",
      action:
        "Read the missed cases with the fraud team, add a rule against the pattern today, and retrain the model with these cases.",
    }),

    alert("FraudBlocksHonestCustomers", {
      ...about,
      dashboard: rowRef("fraud-ml", "Prediction accuracy"),
      expr: promql`
        fraud_false_positive_ratio{${fraud},window="24h"} > ${thresholds.models.falsePositives}
        and on (cluster, job, instance, model, version)
          sum by (cluster, job, instance, model, version) (
            fraud_window_labels{${fraud},window="24h",outcome=~"false_positive|true_negative"}
          ) > ${thresholds.models.leastNegatives}`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $labels.model }} {{ $labels.version }} flagged {{ $value | humanizePercentage }} of honest customers as fraud",
      description: "These customers were blocked or had to wait for a review. Many do not come back.",
      action: text`Check the falsely blocked amount in ${panelRef("fraud-ml", "Amount per hour by outcome")}, and raise the block threshold with the fraud team.`,
    }),
  ],
});
