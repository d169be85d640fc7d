// Do models get their features, in time and fresh?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const limits = thresholds.featureStore;
const about = { team: "ml-engineering", domain: "ml-models", concern: "data-quality", dashboard: "fraud-ml" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("FeaturesStale", {
      ...about,
      expr: (limit) => promql`
        time() - max by (job, feature_view) (feature_store_last_materialization_timestamp_seconds) > ${limit}`,
      severities: {
        warning: { limit: limits.refreshAge.warning, for: "5m" },
        critical: { limit: limits.refreshAge.critical, for: "5m" },
      },
      summary: "Features of {{ $labels.feature_view }} were last refreshed {{ $value | humanizeDuration }} ago",
      description: "Models judge by what customers did then. Fraud that began since is invisible to them.",
      action:
        "Find the pipeline that fills {{ $labels.feature_view }} under ETL & Data Processing, mend it and run it by hand.",
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
    }),
  ],
});
