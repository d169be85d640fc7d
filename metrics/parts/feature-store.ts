import type { Metric } from "bigdata-monitoring";

const byView = { labels: ["feature_view"] } as const;

/**
 * The online feature store (Redis), exposed by the feature pipelines that fill it and by the feature server that reads it.
 * A feature view is a group of features that are computed and read together.
 */
export const featureStoreMetrics = {
  feature_store_lookups_total: {
    type: "counter",
    labels: ["feature_view", "result"],
    values: { result: ["hit", "miss", "error"] },
    unit: "count",
    help: "Lookups of one entity's features",
  },
  feature_store_lookup_duration_seconds: {
    type: "histogram",
    ...byView,
    unit: "seconds",
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    help: "Time of a lookup",
  },
  feature_store_served_age_seconds: {
    type: "histogram",
    ...byView,
    unit: "seconds",
    buckets: [1, 10, 60, 300, 900, 3600, 21600, 86400, 604800],
    help: "Age of the features at the moment that they were served",
  },
  feature_store_writes_total: {
    type: "counter",
    labels: ["feature_view", "result"],
    values: { result: ["success", "failure"] },
    unit: "count",
    help: "Entities written",
  },
  feature_store_entities: { type: "gauge", ...byView, unit: "count", help: "Entities whose features are stored" },
  feature_store_last_materialization_timestamp_seconds: {
    type: "gauge",
    ...byView,
    unit: "timestamp",
    help: "End of the last successful refresh of the view",
  },
} as const satisfies Record<string, Metric>;
