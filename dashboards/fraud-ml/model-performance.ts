import { line, panels, promql, row, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { labelled, models } from "./selectors.ts";

const { fraud, models: limits } = thresholds;

const predictionQuantile = (quantile: number) => promql`
  histogram_quantile(${quantile},
    sum by (le) (rate(fraud_prediction_duration_seconds_bucket{${models}}[$__rate_interval]))
  )`;

const predictions = job("fraud-detection-exporter");

/** Whether payments are checked, and how late. */
const checking = line(4, [
  panels.stat("Decision delay", {
    description:
      "Age of the newest transaction that fraud detection has read from Kafka: so long a payment waits, or goes on unchecked.",
    unit: units.Seconds,
    thresholds: thresholds.kafka.lagSeconds,
    query: promql`max(kafka_consumergroup_group_max_lag_seconds{${job("kafka-lag-exporter")},group=~"fraud.*"})`,
  }),
  panels.stat("Newest prediction", {
    description: "Time since the newest prediction. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(fraud.silence),
    query: promql`time() - max(fraud_newest_prediction_timestamp_seconds{${predictions}})`,
  }),
  panels
    .stat("Scoring coverage", {
      description: "Predictions as a share of finished transactions. The threshold is that of the alert.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(fraud.coverage),
      query: promql`max(platform:fraud_predictions:rate5m) / (sum(platform:transactions:rate5m) > 0)`,
    })
    .max(1),
  panels.stat("Predictions", {
    description: "Predictions of all models.",
    unit: units.OpsPerSecond,
    queries: [panels.query(promql`sum(model:fraud_predictions:rate5m{${models}})`)],
  }),
  panels.stat("Latency, p99", {
    description: "99 % of predictions take no longer than this.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(fraud.latency),
    queries: [panels.query(promql`max(model:fraud_prediction_duration_seconds:p99_rate5m{${models}})`)],
  }),
  panels
    .stat("Error rate", {
      description: "Share of predictions that ended in an error instead of a decision.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(fraud.errors),
      queries: [panels.query(promql`max(model:fraud_errors:ratio_rate5m{${models}})`)],
    })
    .decimals(2),
]);

/** Whether the decisions are right. */
const quality = line(4, [
  panels.stat("Fraud rate", {
    description:
      "Share of predictions that flagged a transaction as fraud (review or block), for the model with the highest rate.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(fraud.rate),
    queries: [panels.query(promql`max(model:fraud_called:ratio_rate5m{${models}})`)],
  }),
  panels.stat("Recall", {
    description: "Share of confirmed fraud that the model flagged, in the selected label window.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.below(limits.recall),
    queries: [panels.query(promql`min(fraud_recall_ratio{${labelled}})`)],
  }),
  panels.stat("Precision", {
    description: "Share of flagged transactions that were fraud, in the selected label window.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.below(limits.precision),
    queries: [panels.query(promql`min(fraud_precision_ratio{${labelled}})`)],
  }),
  panels.stat("Blocked", {
    description: "Amount of confirmed fraud that the models flagged, for labels of the last 24 hours.",
    unit: units.Dollars,
    queries: [panels.instant(promql`sum(increase(fraud_blocked_usd_total{${models}}[24h]))`)],
  }),
  panels.stat("Missed", {
    description: "Amount of confirmed fraud that the models approved, for labels of the last 24 hours.",
    unit: units.Dollars,
    queries: [panels.instant(promql`sum(increase(fraud_missed_usd_total{${models}}[24h]))`)],
  }),
]);

const service = line(8, [
  panels
    .stacked("Predictions by decision", {
      description: "Decisions of the models. If the shares change but the transactions do not, look at the model.",
      unit: units.OpsPerSecond,
      queries: [
        panels.query(
          promql`sum by (decision) (rate(fraud_predictions_total{${models}}[$__rate_interval]))`,
          "{{decision}}",
        ),
      ],
    })
    .overrideByName("approve", panels.fixedColor("green"))
    .overrideByName("review", panels.fixedColor("yellow"))
    .overrideByName("block", panels.fixedColor("purple"))
    .overrideByName("error", panels.fixedColor("red"))
    .links([panels.dashboardLink("Transactions", "business")]),
  panels.withBaselineBand("Fraud rate vs. baseline", {
    description:
      "Share of predictions that flagged fraud, over all models. The band shows the values around this time a day and a week ago. The thresholds are those of the alerts.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(fraud.rate),
    now: promql`max(platform:fraud_called:ratio_rate15m)`,
    least: promql`max(platform:fraud_called:ratio_rate15m_baseline_min)`,
    most: promql`max(platform:fraud_called:ratio_rate15m_baseline_max)`,
  }),
  panels.timeseries("Prediction latency", {
    description: "50 %, 95 % and 99 % of predictions take no longer. The thresholds are those of the alerts on p99.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(fraud.latency),
    queries: [
      panels.query(predictionQuantile(0.5), "p50"),
      panels.query(predictionQuantile(0.95), "p95"),
      panels.query(predictionQuantile(0.99), "p99"),
    ],
  }),
  panels.heatmap("Score distribution", {
    description: "Scores from 0 (no fraud) to 1 (fraud). A good model has few scores in the middle.",
    unit: "none",
    queries: [panels.buckets(promql`sum by (le) (rate(fraud_prediction_score_bucket{${models}}[$__rate_interval]))`)],
  }),
]);

export const modelPerformance = row("Model performance", checking, quality, service);
