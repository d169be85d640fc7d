import { line, panels, promql, row, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const { errors, latency, misses, refreshAge } = thresholds.featureStore;
const store = job("etl");

const failed = `failed (limit ${errors * 100} %)`;

const use = line(8, [
  panels
    .stacked("Lookups by result", {
      description: "Lookups of the features of one entity. After a miss, the model predicts without them.",
      unit: units.OpsPerSecond,
      queries: [
        panels.query(
          promql`sum by (result) (rate(feature_store_lookups_total{${store}}[$__rate_interval]))`,
          "{{result}}",
        ),
      ],
    })
    .overrideByName("hit", panels.fixedColor("green"))
    .overrideByName("miss", panels.fixedColor("yellow"))
    .overrideByName("error", panels.fixedColor("red"))
    .links([panels.dashboardLink("Redis", "databases")]),
  panels
    .timeseries("Lookup miss and error ratio", {
      description: "Share of lookups that found nothing, and that failed. The threshold is that of misses.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above({ warning: misses }),
      queries: [
        panels.query(
          promql`
          sum(rate(feature_store_lookups_total{${store},result="miss"}[$__rate_interval]))
          / sum(rate(feature_store_lookups_total{${store}}[$__rate_interval]))`,
          "missed",
        ),
        panels.query(
          promql`
          sum(rate(feature_store_lookups_total{${store},result="error"}[$__rate_interval]))
          / sum(rate(feature_store_lookups_total{${store}}[$__rate_interval]))`,
          failed,
        ),
      ],
    })
    .overrideByName("missed", panels.fixedColor("yellow"))
    .overrideByName(failed, panels.fixedColor("red")),
  panels.timeseries("Lookup latency, p99", {
    description: "Latency that the feature store adds to a prediction. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(latency),
    queries: [
      panels.query(
        promql`
          histogram_quantile(0.99,
            sum by (feature_view, le) (rate(feature_store_lookup_duration_seconds_bucket{${store}}[$__rate_interval]))
          )`,
        "{{feature_view}}",
      ),
    ],
  }),
  panels.timeseries("Time since refresh by feature view", {
    description: "Time since each feature view was last refreshed. The thresholds are those of the alerts.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(refreshAge),
    queries: [
      panels.query(
        promql`
          max by (feature_view) (time() - feature_store_last_materialization_timestamp_seconds{${store}})`,
        "{{feature_view}}",
      ),
    ],
  }),
]);

export const featureStore = row("Feature store metrics", use);
