/**
 * Units of metrics, in Prometheus' base units.
 * Source: https://prometheus.io/docs/practices/naming/#base-units
 * `timestamp` is seconds since 1970: the difference of two is `seconds`; they cannot be added.
 * `usd` is money; `count` is a number of things.
 */
export const units = [
  "count",
  "seconds",
  "timestamp",
  "bytes",
  "ratio",
  "percent",
  "usd",
  "celsius",
  "hertz",
  "volts",
  "amperes",
  "joules",
  "watts",
  "meters",
  "rpm",
  "score",
] as const;

export type Unit = (typeof units)[number];

export type MetricType = "counter" | "gauge" | "histogram" | "summary" | "unknown";

export interface Metric {
  readonly type: MetricType;
  /** Labels of its own; `job` and `instance` come with every scrape. `le` and `quantile` come with the type. */
  readonly labels: readonly string[];
  readonly unit?: Unit;
  readonly help: string;
  /** Every value of a label, for labels whose values are known. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** Smallest and largest value that it can have. */
  readonly range?: readonly [min: number, max: number];
  /** Its exporter declares a gauge, but it only grows until a restart: both rate() and delta() apply. */
  readonly monotonic?: true;
  /** It is never 0, such as a size of memory: dividing by it is safe. */
  readonly nonZero?: true;
  /** What a ratio that the exporter computes divides by, such as `labels{outcome=~"true_positive|false_negative"}`. */
  readonly per?: string;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** The metrics of one exporter. The name of the file is the exporter's name. */
export interface MetricCatalog {
  readonly title: string;
  /** The version of the exporter that the catalog was read from; `contract` if services must expose exactly these metrics. */
  readonly version: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  /** Labels that only some series of a metric have, such as `name` of the containers among cgroups. */
  readonly optionalLabels?: readonly string[];
}
