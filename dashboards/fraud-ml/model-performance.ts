import { Dollars, OpsPerSecond, PercentUnit, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import {
  above,
  againstUsual,
  below,
  boardLink,
  buckets,
  fixedColor,
  heatmap,
  instant,
  query,
  stacked,
  stat,
  timeseries,
} from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { labelled, models } from "./selectors.ts";

const { fraud, models: limits } = thresholds;

const predictionQuantile = (quantile: number) => promql`
  histogram_quantile(${quantile},
    sum by (le) (rate(fraud_prediction_duration_seconds_bucket{${models}}[$__rate_interval]))
  )`;

const atAGlance = line(4, [
  stat("Called fraud", {
    description: "Share of the predictions that called fraud, of the model that calls most: sent to review or blocked.",
    unit: PercentUnit,
    thresholds: above(fraud.rate),
    queries: [query(promql`max(model:fraud_called:ratio_rate5m{${models}})`)],
  }),
  stat("Recall", {
    description: "Recall: of what turned out to be fraud within the chosen window, the share that was called.",
    unit: PercentUnit,
    thresholds: below(limits.recall),
    queries: [query(promql`min(fraud_recall_ratio{${labelled}})`)],
  }),
  stat("Precision", {
    description: "Precision: of what was called fraud within the chosen window, the share that was.",
    unit: PercentUnit,
    thresholds: below(limits.precision),
    queries: [query(promql`min(fraud_precision_ratio{${labelled}})`)],
  }),
  stat("Stopped", {
    description: "Amount of confirmed fraud that was called, by labels that arrived within the last day.",
    unit: Dollars,
    queries: [instant(promql`sum(increase(fraud_blocked_usd_total{${models}}[24h]))`)],
  }),
  stat("Missed", {
    description: "Amount of confirmed fraud that was let through, by labels that arrived within the last day.",
    unit: Dollars,
    queries: [instant(promql`sum(increase(fraud_missed_usd_total{${models}}[24h]))`)],
  }),
  stat("Predictions", {
    description: "Transactions judged.",
    unit: OpsPerSecond,
    queries: [query(promql`sum(model:fraud_predictions:rate5m{${models}})`)],
  }),
  stat("Latency p99", {
    description: "Within this time 99 % of the predictions were made.",
    unit: Seconds,
    thresholds: above(fraud.latency),
    queries: [query(promql`max(model:fraud_prediction_duration_seconds:p99_rate5m{${models}})`)],
  }),
  stat("Errors", {
    description: "Share of the predictions that ended in an error instead of a decision.",
    unit: PercentUnit,
    thresholds: above(fraud.errors),
    queries: [query(promql`max(model:fraud_errors:ratio_rate5m{${models}})`)],
  }).decimals(2),
]);

const service = line(8, [
  stacked("Predictions, by decision", {
    description: "What the models decided. A shift without a shift in the transactions is the model's.",
    unit: OpsPerSecond,
    queries: [
      query(promql`sum by (decision) (rate(fraud_predictions_total{${models}}[$__rate_interval]))`, "{{decision}}"),
    ],
  })
    .overrideByName("approve", fixedColor("green"))
    .overrideByName("review", fixedColor("yellow"))
    .overrideByName("block", fixedColor("purple"))
    .overrideByName("error", fixedColor("red"))
    .links([boardLink("The transactions behind them", "business")]),
  againstUsual("Called fraud against the usual", {
    description:
      "Share of the predictions that called fraud, over all models. The band is what it was around this time a day and a week ago; the limits are those of the alerts.",
    unit: PercentUnit,
    thresholds: above(fraud.rate),
    now: promql`max(platform:fraud_called:ratio_rate15m)`,
    least: promql`max(platform:fraud_called:ratio_rate15m_baseline_min)`,
    most: promql`max(platform:fraud_called:ratio_rate15m_baseline_max)`,
  }),
  timeseries("Time of a prediction", {
    description: "Half, 95 % and 99 % of the predictions took no longer. The limits are those of the alerts on p99.",
    unit: Seconds,
    thresholds: above(fraud.latency),
    queries: [
      query(predictionQuantile(0.5), "p50"),
      query(predictionQuantile(0.95), "p95"),
      query(predictionQuantile(0.99), "p99"),
    ],
  }),
  heatmap("Scores", {
    description: "How the scores are distributed, 0 harmless to 1 fraud. A good model leaves the middle empty.",
    unit: "none",
    queries: [buckets(promql`sum by (le) (rate(fraud_prediction_score_bucket{${models}}[$__rate_interval]))`)],
  }),
]);

export const modelPerformance = row("Model performance", atAGlance, service);
