// Is fraud detection awake, quick, and looking at every transaction?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");
const limits = thresholds.fraud;
const about = { team: "fraud", domain: "fraud-detection", concern: "performance", dashboard: "fraud-ml" } as const;

export default defineRules({
  interval: "30s",
  rules: [
    alert("FraudDetectionDown", {
      ...about,
      expr: promql`fraud_up{${fraud}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "Fraud detection does not answer ({{ $labels.instance }})",
      description: "Its predictions cannot be read: it is down, or its database is. Transactions may pass unjudged.",
      action: "Look at `fraud_exporter_poll_errors_total` by reason, then at the service or PostgreSQL behind it.",
    }),

    // Silent where it was busy: a night without customers is none of its business.
    alert("FraudPredictionsStopped", {
      ...about,
      expr: promql`
        time() - max by (job) (fraud_newest_prediction_timestamp_seconds{${fraud}}) > ${limits.silence}
        and on () platform:transactions:rate5m > 0.1`,
      for: "1m",
      severity: "critical",
      summary: "The newest fraud prediction is {{ $value | humanizeDuration }} old, and customers keep paying",
      description: "Transactions end and none of them is judged: fraud goes through unseen.",
      action: "Check the lag of the consumer that feeds it under Kafka & Streaming, then the service's own log.",
    }),

    alert("FraudCheckBypassed", {
      ...about,
      team: "security",
      expr: promql`
        platform:fraud_predictions:rate5m / on () (platform:transactions:rate5m > 1) < ${limits.coverage}`,
      for: "10m",
      severity: "critical",
      summary: "Only {{ $value | humanizePercentage }} of transactions are judged by fraud detection",
      description:
        "Some way to pay goes round it, by mistake or by somebody's design. What goes that way is unprotected.",
      action:
        "Compare transactions by channel with predictions: the channel with the gap has lost its check in a release.",
    }),

    alert("FraudPredictionErrors", {
      ...about,
      expr: (limit) => promql`model:fraud_errors:ratio_rate5m > ${limit}`,
      severities: {
        warning: { limit: limits.errors.warning, for: "10m" },
        critical: { limit: limits.errors.critical, for: "5m" },
      },
      summary:
        "{{ $value | humanizePercentage }} of predictions by {{ $labels.model }} {{ $labels.version }} end in an error",
      description: "These transactions pass or wait unjudged, by the caller's choice: each may be fraud.",
      action:
        "Read the service's log for the exception; missing features (Redis) and a bad release are the usual reasons.",
    }),

    alert("FraudPredictionsSlow", {
      ...about,
      expr: (limit) => promql`model:fraud_prediction_duration_seconds:p99_rate5m > ${limit}`,
      severities: {
        warning: { limit: limits.latency.warning, for: "10m" },
        critical: { limit: limits.latency.critical, for: "5m" },
      },
      summary: "{{ $labels.model }} {{ $labels.version }} needs {{ $value | humanizeDuration }} for a prediction (p99)",
      description: "Checkouts wait for it; past their timeout callers go on without its judgement.",
      action:
        "Compare with feature lookups under Fraud Detection & ML, row Feature store metrics; else give it more CPU.",
    }),

    alert("FraudPredictionsFewerThanUsual", {
      ...about,
      expr: promql`
        platform:fraud_predictions:rate5m < 0.3 * platform:fraud_predictions:rate5m_baseline_min
        and platform:fraud_predictions:rate5m_baseline_min > 1`,
      for: "10m",
      severity: "warning",
      kind: "anomaly",
      summary: "Fraud detection makes {{ $value | humanize }} predictions per second, a third of the usual at most",
      description: "Fewer customers, or fewer of their payments reach it: the second is fraud passing unseen.",
      action:
        "Compare with Business Metrics: if transactions fell as well look there, else at the way to fraud detection.",
    }),
  ],
});
