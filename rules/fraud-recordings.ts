// Predictions, latency and missed fraud, for alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const fraud = job("fraud-detection-exporter");

export default defineRules({
  interval: "15s",
  // Several exporters of one database expose the same counts: the largest is taken, not the sum.
  rules: [
    record(
      "model:fraud_predictions:rate5m",
      promql`sum by (cluster, job, model, version) (max without (instance) (rate(fraud_predictions_total{${fraud}}[5m])))`,
      "Predictions per second",
    ),
    record(
      "platform:fraud_predictions:rate5m",
      promql`sum by (cluster, job) (model:fraud_predictions:rate5m)`,
      "Predictions per second, over all models",
    ),
    ...baseline("platform:fraud_predictions:rate5m", "predictions per second"),
    record(
      "model:fraud_errors:ratio_rate5m",
      promql`
        sum by (cluster, job, model, version) (max without (instance) (rate(fraud_predictions_total{${fraud},decision="error"}[5m])))
          / (model:fraud_predictions:rate5m > 0.1)`,
      "Share of predictions that ended in an error, of models that make more than one in 10 seconds",
    ),
    record(
      "model:fraud_called:ratio_rate5m",
      promql`
        sum by (cluster, job, model, version) (max without (instance) (rate(fraud_predictions_total{${fraud},decision=~"review|block"}[5m])))
          / (sum by (cluster, job, model, version) (max without (instance) (rate(fraud_predictions_total{${fraud},decision!="error"}[5m]))) > 0)`,
      "Share of predictions that flag fraud",
    ),
    record(
      "platform:fraud_called:ratio_rate15m",
      promql`
        sum by (cluster, job) (max without (instance) (rate(fraud_predictions_total{${fraud},decision=~"review|block"}[15m])))
          / (sum by (cluster, job) (max without (instance) (rate(fraud_predictions_total{${fraud},decision!="error"}[15m]))) > 0)`,
      "Share of predictions that flag fraud, over all models",
    ),
    ...baseline("platform:fraud_called:ratio_rate15m", "share of predictions that flag fraud"),
    record(
      "model:fraud_prediction_duration_seconds:p99_rate5m",
      promql`
        histogram_quantile(
          0.99,
          sum by (cluster, job, model, version, le) (max without (instance) (rate(fraud_prediction_duration_seconds_bucket{${fraud}}[5m])))
        )`,
      "Prediction latency, 99th percentile",
    ),
    // Labels arrive late and in batches, so the ratio is that of a day.
    record(
      "model:fraud_missed_amount:ratio_rate1d",
      promql`
        sum by (cluster, job, model, version) (max without (instance) (rate(fraud_missed_usd_total{${fraud}}[1d])))
          / (
            sum by (cluster, job, model, version) (max without (instance) (rate(fraud_missed_usd_total{${fraud}}[1d])))
              + sum by (cluster, job, model, version) (max without (instance) (rate(fraud_blocked_usd_total{${fraud}}[1d]))) > 0
          )
        and on (cluster, job, model, version)
          sum by (cluster, job, model, version) (
            max without (instance) (
              increase(fraud_labels_total{${fraud},outcome=~"true_positive|false_negative"}[1d])
            )
          ) > ${thresholds.fraud.leastFrauds}`,
      "Share of confirmed fraud, by amount, that was not detected; for labels of the last day, where there are enough frauds",
    ),
  ],
});
