// How much fraud is there, and how much of it gets through?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const limits = thresholds.fraud;
const about = { team: "fraud", domain: "fraud-detection", concern: "data-quality", dashboard: "fraud-ml" } as const;

export default defineRules({
  interval: "30s",
  rules: [
    // Below one prediction in 2 seconds a handful of cases is a high share.
    alert("FraudRateHigh", {
      ...about,
      expr: (limit) => promql`
        platform:fraud_called:ratio_rate15m > ${limit}
        and on (job) platform:fraud_predictions:rate5m > 0.5`,
      severities: {
        warning: { limit: limits.rate.warning, for: "10m" },
        critical: { limit: limits.rate.critical, team: "security", for: "3m" },
      },
      summary: "{{ $value | humanizePercentage }} of transactions are called fraud",
      description:
        "An attack is under way, or the model has gone wrong and turns honest customers away. Either costs by the minute.",
      action:
        "Look at blocked transactions by channel and payment method: alike means an attack, all kinds means the model. Tell security.",
    }),

    alert("FraudRateSpiked", {
      ...about,
      team: "security",
      expr: promql`
        platform:fraud_called:ratio_rate15m
          > ${limits.rateSpike} * platform:fraud_called:ratio_rate15m_baseline_max
        and platform:fraud_called:ratio_rate15m > 0.01
        and on (job) platform:fraud_predictions:rate5m > 0.5`,
      for: "5m",
      severity: "critical",
      kind: "anomaly",
      summary: "{{ $value | humanizePercentage }} of transactions are called fraud, over three times as many as usual",
      description: "Fraud of this size does not come by itself: stolen cards are being tried, or accounts taken over.",
      action:
        "Group what is blocked by channel, country and amount; raise the threshold of review there and tell security.",
    }),

    alert("FraudRateCollapsed", {
      ...about,
      expr: promql`
        platform:fraud_called:ratio_rate15m
          < ${limits.rateCollapse} * platform:fraud_called:ratio_rate15m_baseline_min
        and platform:fraud_called:ratio_rate15m_baseline_min > 0.005
        and on (job) platform:fraud_predictions:rate5m > 0.5`,
      for: "30m",
      severity: "warning",
      kind: "anomaly",
      summary: "Only {{ $value | humanizePercentage }} of transactions are called fraud, a third of the usual at most",
      description:
        "Fraud does not stop overnight: more likely the model has gone blind, by a release or by missing features.",
      action:
        "Check the distribution of scores under Fraud Detection & ML and the feature store's misses; roll back a new version.",
    }),

    alert("FraudMissed", {
      ...about,
      expr: (limit) => promql`model:fraud_missed_amount:ratio_rate1d > ${limit}`,
      severities: {
        warning: { limit: limits.missedAmount.warning, for: "1h" },
        critical: { limit: limits.missedAmount.critical, for: "30m" },
      },
      summary:
        "{{ $labels.model }} {{ $labels.version }} let {{ $value | humanizePercentage }} of confirmed fraud through, by amount",
      description: "Labels of the last day show what it cost. A new pattern is known to somebody and not to the model.",
      action: "Read the missed cases with the fraud team, add a rule against the pattern today, and retrain with them.",
    }),

    alert("FraudBlocksHonestCustomers", {
      ...about,
      expr: promql`
        fraud_false_positive_ratio{${fraud},window="24h"} > ${thresholds.models.falsePositives}
        and on (job, instance, model, version)
          sum by (job, instance, model, version) (fraud_window_labels{${fraud},window="24h"}) > 100`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $labels.model }} {{ $labels.version }} called {{ $value | humanizePercentage }} of honest customers fraudsters",
      description: "They were turned away or had to wait for a review. Many do not come back.",
      action:
        "See the amount under Fraud Detection & ML (wrongly blocked), and raise the block threshold with the fraud team.",
    }),
  ],
});
