import type { Metric, MetricCatalog, MetricType } from "bigdata-monitoring";

/** Names of a contract's metrics of one type. */
export type NameOf<E extends MetricCatalog, T extends MetricType> = {
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

/** Label names to values. */
export type Labels = Readonly<Record<string, string>>;
