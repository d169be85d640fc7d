import type { ValueType } from "../syntax/ast.ts";
import { type Dimension, sameDimension } from "./dimension.ts";
import { anything, hull, type Interval } from "./interval.ts";
import { anyLabels, type Labels, noLabels, uniteLabels } from "./labels.ts";

/**
 * `counter` only increases until a restart, `counters` is an aggregation of counters, `gauge` increases and decreases.
 * Undefined if unknown.
 */
export type SampleKind = "counter" | "counters" | "gauge";

/** Everything that is known of an expression's value. Unknown properties are undefined: no check reports them. */
export interface TypeInfo {
  readonly type: ValueType;
  readonly labels: Labels;
  readonly range: Interval;
  readonly sampleKind: SampleKind | undefined;
  readonly unit: Dimension | undefined;
  /** For a histogram's buckets and results computed from them: the unit of the observations. */
  readonly observed: Dimension | undefined;
  /** Whether it is, or is computed from, a native histogram, which has its buckets in the samples and not in a label. */
  readonly native: boolean;
  /** Seconds between two samples. */
  readonly interval: number | undefined;
  /** The value of a literal number. */
  readonly constant: number | undefined;
  /** Whether it can be NaN: 0/0, or a quantile of nothing. */
  readonly mayBeNaN: boolean;
}

export const unknownVector: TypeInfo = {
  type: "instant vector",
  labels: anyLabels,
  range: anything,
  sampleKind: undefined,
  unit: undefined,
  observed: undefined,
  native: false,
  interval: undefined,
  constant: undefined,
  mayBeNaN: false,
};

export const unknownScalar: TypeInfo = { ...unknownVector, type: "scalar", labels: noLabels };

/** The same without the properties of scraped samples. */
export const derived = (typeInfo: TypeInfo): TypeInfo => ({
  ...typeInfo,
  sampleKind: undefined,
  observed: undefined,
  interval: undefined,
  constant: undefined,
});

/** The properties that both have in common. */
export function unite(a: TypeInfo, b: TypeInfo): TypeInfo {
  return {
    type: a.type,
    labels: uniteLabels(a.labels, b.labels),
    range: hull(a.range, b.range),
    sampleKind: a.sampleKind === b.sampleKind ? a.sampleKind : undefined,
    unit: common(a.unit, b.unit),
    observed: common(a.observed, b.observed),
    native: a.native || b.native,
    interval: a.interval === undefined || b.interval === undefined ? undefined : Math.min(a.interval, b.interval),
    constant: undefined,
    mayBeNaN: a.mayBeNaN || b.mayBeNaN,
  };
}

const common = (a: Dimension | undefined, b: Dimension | undefined): Dimension | undefined =>
  a && b && sameDimension(a, b) ? a : undefined;
