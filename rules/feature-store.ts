// Do models get their features, in time and fresh?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const customer = `job="etl",instance="etl:9501",feature_view="customer"`;
const others = `job="etl",instance="etl-2:9501",feature_view="customer"`;
const labels = { feature_view: "customer" };
const limits = thresholds.featureStore;
const about = { team: "ml-engineering", domain: "ml-models", concern: "data-quality", dashboard: "fraud-ml" } as const;

const refreshed = (age: number) => promql`
  time() - max by (job, feature_view) (feature_store_last_materialization_timestamp_seconds) > ${age}`;

const stale = {
  ...about,
  summary: "Features of {{ $labels.feature_view }} were last refreshed {{ $value | humanizeDuration }} ago",
  description: "Models judge by what customers did then. Fraud that began since is invisible to them.",
  action:
    "Find the pipeline that fills {{ $labels.feature_view }} under ETL & Data Processing, mend it and run it by hand.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("FeaturesStale", {
      ...stale,
      expr: refreshed(limits.refreshAge.warning),
      for: "5m",
      severity: "warning",
      examples: {
        fires: [{ series: materialized("-18000x80"), at: "1h7m", labels }],
        quiet: [
          { name: "fresh", series: materialized("0+60x80"), at: "1h7m" },
          { name: "six hours", series: materialized("-18000x80"), at: "1h4m" },
        ],
      },
    }),
    alert("FeaturesStale", {
      ...stale,
      expr: refreshed(limits.refreshAge.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: materialized("-93600x20"), at: "7m", labels }],
        quiet: [{ name: "not yet critical", series: materialized("-90000x20"), at: "15m" }],
      },
    }),

    alert("FeatureLookupsFail", {
      ...about,
      concern: "performance",
      expr: promql`
        sum by (job, feature_view) (rate(feature_store_lookups_total{result="error"}[5m]))
          / (sum by (job, feature_view) (rate(feature_store_lookups_total[5m])) > 0.5)
          > ${limits.errors}`,
      for: "5m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of lookups in {{ $labels.feature_view }} fail",
      description: "Predictions are made without these features, or not at all.",
      action: "Check Redis under Infrastructure (down, refusing, slow), then the feature server's log.",
      examples: {
        fires: [
          { series: lookups({ hit: "0+588x30", error: "0+12x30" }), at: "12m", labels },
          { name: "used just enough", series: lookups({ hit: "0+16.8x30", error: "0+0.2x30" }), at: "12m", labels },
        ],
        quiet: [
          { name: "few", series: lookups({ hit: "0+595x30", error: "0+5x30" }), at: "20m" },
          { name: "hardly used", series: lookups({ hit: "0+10x30", error: "0+2x30" }), at: "20m" },
        ],
      },
    }),

    alert("FeaturesMissing", {
      ...about,
      expr: promql`
        sum by (job, feature_view) (rate(feature_store_lookups_total{result="miss"}[5m]))
          / (sum by (job, feature_view) (rate(feature_store_lookups_total[5m])) > 0.5)
          > ${limits.misses}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of lookups in {{ $labels.feature_view }} find nothing",
      description: "Models read defaults in place of features, and are worse for it without an error anywhere.",
      action:
        "Compare the entities stored with a day ago; evictions by Redis and a refresh that ended early come first.",
      examples: {
        fires: [
          { series: lookups({ hit: "0+510x40", miss: "0+90x40" }), at: "22m", labels },
          { name: "used just enough", series: lookups({ hit: "0+15x40", miss: "0+2x40" }), at: "22m", labels },
        ],
        quiet: [
          { name: "some", series: lookups({ hit: "0+550x40", miss: "0+50x40" }), at: "30m" },
          { name: "hardly used", series: lookups({ hit: "0+6x40", miss: "0+6x40" }), at: "30m" },
        ],
      },
    }),

    alert("FeatureLookupsSlow", {
      ...about,
      concern: "performance",
      expr: promql`
        histogram_quantile(
          0.99,
          sum by (job, feature_view, le) (rate(feature_store_lookup_duration_seconds_bucket[5m]))
        ) > ${limits.latency}
        and on (job, feature_view)
          sum by (job, feature_view) (rate(feature_store_lookup_duration_seconds_count[5m])) > 0.5`,
      for: "10m",
      severity: "warning",
      summary: "A lookup in {{ $labels.feature_view }} takes {{ $value | humanizeDuration }} (p99)",
      description: "Each prediction makes several: fraud detection and with it the checkout get slower by as much.",
      action: "Run `redis-cli --latency` and SLOWLOG; then look at the network between feature server and Redis.",
      examples: {
        fires: [
          { series: took({ under50ms: "0+80x30", all: "0+100x30" }), at: "17m", labels },
          { name: "used just enough", series: took({ under50ms: "0+15.6x30", all: "0+16x30" }), at: "17m", labels },
        ],
        quiet: [
          { name: "quick", series: took({ under50ms: "0+16x30", all: "0+16x30" }), at: "25m" },
          { name: "hardly used", series: took({ under50ms: "0+2x30", all: "0+8x30" }), at: "25m" },
        ],
      },
    }),

    alert("FeatureWritesFail", {
      ...about,
      expr: promql`
        sum by (job, feature_view) (rate(feature_store_writes_total{result="failure"}[5m])) > 0.1`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanize }} writes per second to {{ $labels.feature_view }} fail",
      description: "Some customers keep old features while others get new ones: the view is inconsistent.",
      action: "Check that Redis accepts writes (memory, disk errors stop them), then refresh the view.",
      examples: {
        fires: [{ series: writes({ failure: "0+3.5x30" }), at: "17m", labels }],
        quiet: [{ name: "seldom", series: writes({ success: "0+100x30", failure: "0+2.5x30" }), at: "25m" }],
      },
    }),
  ],
});

/** By one worker; the other one has not refreshed anything for days. */
function materialized(timestamp: string) {
  return {
    [`feature_store_last_materialization_timestamp_seconds{${customer}}`]: timestamp,
    [`feature_store_last_materialization_timestamp_seconds{${others}}`]: "-400000x80",
  };
}

/** @param results lookups by their result, at each of two feature servers */
function lookups(results: Readonly<Record<string, string>>) {
  return byResult("feature_store_lookups_total", results);
}

/** @param results writes by their result, of each of two workers */
function writes(results: Readonly<Record<string, string>>) {
  return byResult("feature_store_writes_total", results);
}

function byResult(metric: string, results: Readonly<Record<string, string>>) {
  const series = [customer, others].flatMap((instance) =>
    Object.entries(results).map(([result, samples]) => [`${metric}{${instance},result="${result}"}`, samples]),
  );
  return Object.fromEntries(series) as Record<string, string>;
}

/** Lookups that took up to 50 ms at one feature server; the rest took up to 100. Another one is quick. */
function took({ under50ms, all }: { under50ms: string; all: string }) {
  const metric = "feature_store_lookup_duration_seconds";
  const server = (labels: string, quick: string, every: string) => ({
    [`${metric}_bucket{${labels},le="0.05"}`]: quick,
    [`${metric}_bucket{${labels},le="0.1"}`]: every,
    [`${metric}_bucket{${labels},le="+Inf"}`]: every,
    [`${metric}_count{${labels}}`]: every,
  });
  return { ...server(customer, under50ms, all), ...server(others, "0+18x30", "0+18x30") };
}
