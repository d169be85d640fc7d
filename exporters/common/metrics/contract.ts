import type { Metric, MetricCatalog, MetricType } from "bigdata-monitoring";

/** Names of a catalog's metrics of one type. */
export type NameOf<E extends MetricCatalog, T extends MetricType> = {
  [N in keyof E["metrics"] & string]: E["metrics"][N] extends { readonly type: T } ? N : never;
}[keyof E["metrics"] & string];

/** Exactly the labels that the catalog gives a metric; closed labels take their listed values only. */
export type LabelsOf<M> = M extends Metric ? { readonly [L in M["labels"][number]]: ValueOf<M, L> } : never;

type ValueOf<M extends Metric, L extends string> = M extends { readonly values: infer V }
  ? L extends keyof V
    ? V[L] extends readonly (infer S extends string)[]
      ? S
      : string
    : string
  : string;

/** Label names to values. */
export type Labels = Readonly<Record<string, string>>;

/** The metrics of a catalog: a misspelt name, label or value does not compile. */
export interface Metrics<E extends MetricCatalog> {
  add<N extends NameOf<E, "counter">>(name: N, labels: LabelsOf<E["metrics"][N]>, by: number): void;
  addBuckets<N extends NameOf<E, "histogram">>(name: N, labels: LabelsOf<E["metrics"][N]>, buckets: Buckets): void;
  /** An empty snapshot to fill. */
  snapshot(): Snapshot<E>;
}

/** Observations counted by bucket, as a database counts them in one statement. */
export interface Buckets {
  /** One count for each upper bound of the catalog, not cumulative, and one more for values above the last. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** All gauges that one poll read. It is published whole or not at all, so no value outlives the poll that read it. */
export interface Snapshot<E extends MetricCatalog> {
  /** Does nothing if the value is undefined: an unknown value is not exposed. */
  set<N extends NameOf<E, "gauge">>(name: N, labels: LabelsOf<E["metrics"][N]>, value: number | undefined): void;
  /** Counts samples that the caller has left out to bound its memory. */
  drop(name: NameOf<E, "gauge">, samples: number): void;
  samples(): Iterable<Sample>;
}
