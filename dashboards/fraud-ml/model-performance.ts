import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { labelled, models } from "./selectors.ts";

const { fraud, models: limits } = thresholds;

const predictionQuantile = (quantile: number) => promql`
  histogram_quantile(${quantile},
    sum by (le) (rate(fraud_prediction_duration_seconds_bucket{${models}}[$__rate_interval]))
  )`;

const atAGlance = line(4, [
  panels.stat("Called fraud", {
    description: "Share of the predictions that called fraud, of the model that calls most: sent to review or blocked.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(fraud.rate),
    queries: [panels.query(promql`max(model:fraud_called:ratio_rate5m{${models}})`)],
  }),
  panels.stat("Recall", {
    description: "Recall: of what turned out to be fraud within the chosen window, the share that was called.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.below(limits.recall),
    queries: [panels.query(promql`min(fraud_recall_ratio{${labelled}})`)],
  }),
  panels.stat("Precision", {
    description: "Precision: of what was called fraud within the chosen window, the share that was.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.below(limits.precision),
    queries: [panels.query(promql`min(fraud_precision_ratio{${labelled}})`)],
  }),
  panels.stat("Stopped", {
    description: "Amount of confirmed fraud that was called, by labels that arrived within the last day.",
    unit: units.Dollars,
    queries: [panels.instant(promql`sum(increase(fraud_blocked_usd_total{${models}}[24h]))`)],
  }),
  panels.stat("Missed", {
    description: "Amount of confirmed fraud that was let through, by labels that arrived within the last day.",
    unit: units.Dollars,
    queries: [panels.instant(promql`sum(increase(fraud_missed_usd_total{${models}}[24h]))`)],
  }),
  panels.stat("Predictions", {
    description: "Transactions judged.",
    unit: units.OpsPerSecond,
    queries: [panels.query(promql`sum(model:fraud_predictions:rate5m{${models}})`)],
  }),
  panels.stat("Latency p99", {
    description: "Within this time 99 % of the predictions were made.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(fraud.latency),
    queries: [panels.query(promql`max(model:fraud_prediction_duration_seconds:p99_rate5m{${models}})`)],
  }),
  panels
    .stat("Errors", {
      description: "Share of the predictions that ended in an error instead of a decision.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(fraud.errors),
      queries: [panels.query(promql`max(model:fraud_errors:ratio_rate5m{${models}})`)],
    })
    .decimals(2),
]);

const service = line(8, [
  panels
    .stacked("Predictions, by decision", {
      description: "What the models decided. A shift without a shift in the transactions is the model's.",
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
    .links([panels.dashboardLink("The transactions behind them", "business")]),
  panels.withBaselineBand("Called fraud against the usual", {
    description:
      "Share of the predictions that called fraud, over all models. The band is what it was around this time a day and a week ago; the limits are those of the alerts.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(fraud.rate),
    now: promql`max(platform:fraud_called:ratio_rate15m)`,
    least: promql`max(platform:fraud_called:ratio_rate15m_baseline_min)`,
    most: promql`max(platform:fraud_called:ratio_rate15m_baseline_max)`,
  }),
  panels.timeseries("Time of a prediction", {
    description: "Half, 95 % and 99 % of the predictions took no longer. The limits are those of the alerts on p99.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(fraud.latency),
    queries: [
      panels.query(predictionQuantile(0.5), "p50"),
      panels.query(predictionQuantile(0.95), "p95"),
      panels.query(predictionQuantile(0.99), "p99"),
    ],
  }),
  panels.heatmap("Scores", {
    description: "How the scores are distributed, 0 harmless to 1 fraud. A good model leaves the middle empty.",
    unit: "none",
    queries: [panels.buckets(promql`sum by (le) (rate(fraud_prediction_score_bucket{${models}}[$__rate_interval]))`)],
  }),
]);

export const modelPerformance = row("Model performance", atAGlance, service);
