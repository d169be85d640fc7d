// The fraud detection service: availability, latency, errors and coverage.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const limits = thresholds.fraud;
const about = {
  team: "fraud",
  domain: "fraud-detection",
  concern: "performance",
  dashboard: rowRef("fraud-ml", "Model performance"),
} as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("FraudDetectionDown", {
      ...about,
      expr: promql`fraud_up{${fraud}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "Fraud detection does not answer ({{ $labels.instance }})",
      description: "The service or its database is down. Transactions may be processed without a fraud check.",
      action: "Check `fraud_exporter_poll_errors_total` by reason. Then check the service and its PostgreSQL database.",
    }),

    // Only while there are transactions, so that a quiet night does not fire.
    alert("FraudPredictionsStopped", {
      ...about,
      expr: promql`
        time() - max by (cluster, job) (fraud_newest_prediction_timestamp_seconds{${fraud}}) > ${limits.silence}
        and on (cluster) sum by (cluster) (rate(transactions_total{${job("transactions")}}[2m])) > 0.1`,
      for: "1m",
      severity: "critical",
      summary: "The newest fraud prediction is {{ $value | humanizeDuration }} old, and customers keep paying",
      description: "Transactions are processed without a fraud check.",
      action: text`Check the lag of the consumer group of fraud detection in ${panelRef("kafka", "Time lag by group")}. Then read the service's log.`,
    }),

    alert("FraudCheckBypassed", {
      ...about,
      team: "security",
      expr: promql`
        platform:fraud_predictions:rate5m / on (cluster) (platform:transactions:rate5m > 1) < ${limits.coverage}`,
      for: "10m",
      severity: "critical",
      summary: "Only {{ $value | humanizePercentage }} of transactions are checked by fraud detection",
      description: "Some payments bypass the fraud check, by mistake or on purpose.",
      action:
        "Compare transactions and predictions by channel. The channel with the difference has lost its check, probably in a release.",
    }),

    alert("FraudPredictionErrors", {
      ...about,
      expr: (limit) => promql`
        model:fraud_errors:ratio_rate5m > ${limit}
        and on (cluster, job, model, version)
          sum by (cluster, job, model, version) (
            max without (instance) (increase(fraud_predictions_total{${fraud},decision="error"}[5m]))
          ) > ${limits.leastErrors}`,
      severities: {
        warning: { limit: limits.errors.warning, for: "10m" },
        critical: { limit: limits.errors.critical, for: "5m" },
      },
      keepFiringFor: "5m",
      summary:
        "{{ $value | humanizePercentage }} of predictions by {{ $labels.model }} {{ $labels.version }} end in an error",
      description: "The callers process these transactions without a prediction, or delay them. Each may be fraud.",
      action:
        "Read the service's log for the exception. Missing features (Redis) and a faulty release are the usual reasons.",
    }),

    alert("FraudPredictionsSlow", {
      ...about,
      expr: promql`model:fraud_prediction_duration_seconds:p99_rate5m > ${limits.latency}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.model }} {{ $labels.version }} needs {{ $value | humanizeDuration }} for a prediction (p99)",
      description: "Checkouts wait for the prediction. After their timeout they continue without it.",
      action: text`Compare with ${panelRef("fraud-ml", "Lookup latency, p99")}. If lookups are fast, give the service more CPU.`,
    }),

    alert("FraudPredictionsFewerThanUsual", {
      ...about,
      expr: promql`
        platform:fraud_predictions:rate5m < 0.3 * platform:fraud_predictions:rate5m_baseline_min
        and platform:fraud_predictions:rate5m_baseline_min > 1`,
      for: "10m",
      severity: "warning",
      kind: "anomaly",
      keepFiringFor: "10m",
      summary:
        "Fraud detection makes {{ $value | humanize }} predictions per second, at most a third of the usual number",
      description: "Either there are fewer transactions, or some of them do not reach fraud detection.",
      action: text`Compare with ${panelRef("business", "Transactions vs. baseline")}. If transactions are as usual, check the connection to fraud detection.`,
    }),
  ],
});
