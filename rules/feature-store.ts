// Feature store: refresh, lookups and writes.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { backend } from "../owners.ts";
import { thresholds } from "../thresholds.ts";

const limits = thresholds.featureStore;
const about = {
  team: "ml-engineering",
  domain: "ml-models",
  concern: "data-quality",
  dashboard: rowRef("fraud-ml", "Feature store metrics"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("FeaturesStale", {
      ...about,
      expr: promql`
        time() - max by (cluster, job, feature_view) (feature_store_last_materialization_timestamp_seconds) > ${limits.refreshAge}`,
      for: "5m",
      severity: "warning",
      summary: "Features of {{ $labels.feature_view }} were last refreshed {{ $value | humanizeDuration }} ago",
      description: "Models use old customer behaviour and do not see newer fraud.",
      action: text`Find the pipeline that fills {{ $labels.feature_view }} in ${panelRef("etl", "Pipelines")}. Fix it and start a run manually.`,
    }),

    alert("FeatureLookupsFail", {
      ...about,
      labels: backend("redis"),
      concern: "performance",
      expr: promql`
        sum by (cluster, job, feature_view) (rate(feature_store_lookups_total{result="error"}[5m]))
          / sum by (cluster, job, feature_view) (rate(feature_store_lookups_total[5m]))
          > ${limits.errors}
        and on (cluster, job, feature_view)
          sum by (cluster, job, feature_view) (increase(feature_store_lookups_total{result="error"}[5m])) > ${limits.leastBad}`,
      for: "5m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of lookups in {{ $labels.feature_view }} fail",
      description: "Predictions are made without these features, or not at all.",
      action: text`Check Redis in ${rowRef("databases", "Redis")}: is it down, slow, or does it reject connections? Then read the feature server's log.`,
    }),

    alert("FeaturesMissing", {
      ...about,
      labels: backend("redis"),
      expr: promql`
        sum by (cluster, job, feature_view) (rate(feature_store_lookups_total{result="miss"}[5m]))
          / sum by (cluster, job, feature_view) (rate(feature_store_lookups_total[5m]))
          > ${limits.misses}
        and on (cluster, job, feature_view)
          sum by (cluster, job, feature_view) (increase(feature_store_lookups_total{result="miss"}[5m])) > ${limits.leastBad}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of lookups in {{ $labels.feature_view }} find nothing",
      description: "Models use default values instead of features. Predictions get worse without an error.",
      action:
        "Compare the number of stored entities with a day ago. Evictions by Redis and an incomplete refresh are the usual reasons.",
    }),

    alert("FeatureLookupsSlow", {
      ...about,
      labels: backend("redis"),
      concern: "performance",
      expr: promql`
        histogram_quantile(
          0.99,
          sum by (cluster, job, feature_view, le) (rate(feature_store_lookup_duration_seconds_bucket[5m]))
        ) > ${limits.latency}
        and on (cluster, job, feature_view)
          sum by (cluster, job, feature_view) (rate(feature_store_lookup_duration_seconds_count[5m])) > 0.5`,
      for: "10m",
      severity: "warning",
      summary: "A lookup in {{ $labels.feature_view }} takes {{ $value | humanizeDuration }} (p99)",
      description: "Each prediction needs several lookups, so fraud detection and the checkout become slower.",
      action:
        "Run `redis-cli --latency` and `redis-cli SLOWLOG GET`. Then check the network between the feature server and Redis.",
    }),

    alert("FeatureWritesFail", {
      ...about,
      labels: backend("redis"),
      expr: promql`
        sum by (cluster, job, feature_view) (rate(feature_store_writes_total{result="failure"}[5m])) > 0.1`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanize }} writes per second to {{ $labels.feature_view }} fail",
      description: "Some customers have old features and others have new ones, so the view is inconsistent.",
      action: "Check that Redis accepts writes: full memory and disk errors stop them. Then refresh the view.",
    }),
  ],
});
