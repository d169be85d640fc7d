import type { Metric } from "bigdata-monitoring";

const self = {
  up: {
    type: "gauge",
    labels: [],
    unit: "count",
    range: [0, 1],
    help: "1 if the last poll of the backend succeeded, 0 if it failed or none has ended yet",
  },
  exporter_last_success_timestamp_seconds: {
    type: "gauge",
    labels: [],
    unit: "timestamp",
    help: "End of the last successful poll; absent before the first",
  },
  exporter_poll_duration_seconds: {
    type: "histogram",
    labels: [],
    unit: "seconds",
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
    help: "Time of a poll of the backend, failed ones included",
  },
  exporter_poll_errors_total: {
    type: "counter",
    labels: ["reason"],
    values: { reason: ["unreachable", "timeout", "refused", "unreadable", "internal"] },
    unit: "count",
    help: "Polls that failed, by what went wrong",
  },
  exporter_dropped_samples_total: {
    type: "counter",
    labels: ["metric"],
    unit: "count",
    help: "Samples left out: too many series of their metric, a label that is too long, or too much text",
  },
} as const satisfies Record<string, Metric>;

type SelfMetrics<P extends string> = { readonly [K in keyof typeof self as `${P}_${K}`]: (typeof self)[K] };

/**
 * What each of our exporters exposes about itself: `<prefix>_up` is about its backend, the rest about the exporter.
 * Scrapes never wait on a backend, so a scrape that works proves nothing: look at `up` and the last success.
 */
export const selfMetrics = <P extends string>(prefix: P): SelfMetrics<P> =>
  Object.fromEntries(Object.entries(self).map(([name, metric]) => [`${prefix}_${name}`, metric])) as SelfMetrics<P>;
