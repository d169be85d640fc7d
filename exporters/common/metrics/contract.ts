import type { Exporter, Metric, MetricType } from "../../../lib/model/model.ts";
import type { Snapshot } from "./snapshot.ts";

/** Names of a contract's metrics of one type. */
export type NameOf<E extends Exporter, T extends MetricType> = {
  [N in keyof E["metrics"] & string]: E["metrics"][N] extends { readonly type: T } ? N : never;
}[keyof E["metrics"] & string];

/** Exactly the labels that the contract gives a metric; closed labels take their listed values only. */
export type LabelsOf<M> = M extends Metric ? { readonly [L in M["labels"][number]]: ValueOf<M, L> } : never;

type ValueOf<M extends Metric, L extends string> = M extends { readonly values: infer V }
  ? L extends keyof V
    ? V[L] extends readonly (infer S extends string)[]
      ? S
      : string
    : string
  : string;

/** Metrics as seen by whoever knows the contract: a misspelt name, label or value does not compile. */
export interface Metrics<E extends Exporter> {
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

export type Labels = Readonly<Record<string, string>>;
