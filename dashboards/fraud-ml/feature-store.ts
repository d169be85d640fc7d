import { OpsPerSecond, PercentUnit, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, boardLink, fixedColor, query, stacked, timeseries } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";

const { errors, latency, misses, refreshAge } = thresholds.featureStore;
const store = job("etl");

const failed = `failed (limit ${errors * 100} %)`;

const use = line(8, [
  stacked("Lookups, by result", {
    description: "Lookups of one entity's features. A miss is judged without its features.",
    unit: OpsPerSecond,
    queries: [
      query(promql`sum by (result) (rate(feature_store_lookups_total{${store}}[$__rate_interval]))`, "{{result}}"),
    ],
  })
    .overrideByName("hit", fixedColor("green"))
    .overrideByName("miss", fixedColor("yellow"))
    .overrideByName("error", fixedColor("red"))
    .links([boardLink("Redis, which holds them", "infrastructure")]),
  timeseries("Lookups missed or failed", {
    description: "Share of the lookups that found nothing, and that failed. The limit shown is that of misses.",
    unit: PercentUnit,
    thresholds: above({ warning: misses }),
    queries: [
      query(
        promql`
          sum(rate(feature_store_lookups_total{${store},result="miss"}[$__rate_interval]))
          / sum(rate(feature_store_lookups_total{${store}}[$__rate_interval]))`,
        "missed",
      ),
      query(
        promql`
          sum(rate(feature_store_lookups_total{${store},result="error"}[$__rate_interval]))
          / sum(rate(feature_store_lookups_total{${store}}[$__rate_interval]))`,
        failed,
      ),
    ],
  })
    .overrideByName("missed", fixedColor("yellow"))
    .overrideByName(failed, fixedColor("red")),
  timeseries("Time of a lookup, 99th percentile", {
    description: "What the feature store adds to every prediction. The limit is that of the alert.",
    unit: Seconds,
    thresholds: above(latency),
    queries: [
      query(
        promql`
          histogram_quantile(0.99,
            sum by (feature_view, le) (rate(feature_store_lookup_duration_seconds_bucket{${store}}[$__rate_interval]))
          )`,
        "{{feature_view}}",
      ),
    ],
  }),
  timeseries("Since the last refresh, by view", {
    description: "How long ago each feature view was last refreshed. The limits are those of the alerts.",
    unit: Seconds,
    thresholds: above(refreshAge),
    queries: [
      query(
        promql`
          max by (feature_view) (time() - feature_store_last_materialization_timestamp_seconds{${store}})`,
        "{{feature_view}}",
      ),
    ],
  }),
]);

export const featureStore = row("Feature store metrics", use);
