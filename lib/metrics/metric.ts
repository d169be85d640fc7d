import type { Unit } from "../model/metrics.ts";
import type { Metric, MetricType } from "../model/model.ts";

/** Optional fields of metrics: closed label values, a range, growth, a histogram's buckets. */
export type MetricDetails = Pick<Metric, "values" | "range" | "monotonic" | "nonZero" | "buckets">;

const metricOf =
  (type: MetricType) =>
  (unit: Unit | undefined, labels: readonly string[], help: string, details: MetricDetails = {}): Metric => ({
    type,
    labels,
    help,
    ...(unit !== undefined && { unit }),
    ...details,
  });

/** A number that only grows until its process restarts: `counter("seconds", ["mode"], "CPU time by mode")`. */
export const counter = metricOf("counter");

/** A number that goes up and down. */
export const gauge = metricOf("gauge");

/** Counts of observations by upper bound: series `_bucket`, `_sum` and `_count`. The unit is that of an observation. */
export const histogram = metricOf("histogram");

/** Quantiles that the exporter computed itself, with `_sum` and `_count`. The unit is that of an observation. */
export const summary = metricOf("summary");

/** A number whose exporter gives it no type. */
export const unknown = metricOf("unknown");
