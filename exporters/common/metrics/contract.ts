import type { MetricCatalog } from "bigdata-monitoring";
import type { LabelsOf, NameOf } from "./names.ts";
import type { Snapshot } from "./snapshot.ts";

export type { Labels, LabelsOf, NameOf } from "./names.ts";

/** Metrics as seen by whoever knows the contract: a misspelt name, label or value does not compile. */
export interface Metrics<E extends MetricCatalog> {
  add<N extends NameOf<E, "counter">>(name: N, labels: LabelsOf<E["metrics"][N]>, by: number): void;
  addBuckets<N extends NameOf<E, "histogram">>(name: N, labels: LabelsOf<E["metrics"][N]>, buckets: Buckets): void;
  /** An empty snapshot to fill. */
  snapshot(): Snapshot<E>;
}

/** Observations counted by bucket, as a database counts them in one statement. */
export interface Buckets {
  /** One count for each upper bound of the contract, not cumulated, and one more for what lies above the last. */
  readonly counts: readonly number[];
  readonly sum: number;
}
