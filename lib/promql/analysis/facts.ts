import type { ValueType } from "../syntax/ast.ts";
import { type Dimension, sameDimension } from "./dimension.ts";
import { anything, hull, type Interval } from "./interval.ts";
import { anyLabels, type Labels, noLabels, uniteLabels } from "./labels.ts";

/**
 * What samples are: `counter` only grows until a restart, `counters` is an aggregation of such, `gauge` goes up and
 * down. Undefined where it is not known.
 */
export type Nature = "counter" | "counters" | "gauge";

/** Everything that is known of an expression's value. What is not known is absent, and nothing is said about it. */
export interface Facts {
  readonly type: ValueType;
  readonly labels: Labels;
  readonly range: Interval;
  readonly nature?: Nature;
  readonly unit?: Dimension;
  /** For a histogram's buckets, and what is made of them: the unit of what was observed. */
  readonly observed?: Dimension;
  /** For a native histogram, whose buckets are in its samples and not in a label, and what is made of it. */
  readonly native?: true;
  /** Seconds between two samples. */
  readonly interval?: number;
  /** The value of a number that is written in the expression. */
  readonly constant?: number;
  /** Whether it can be no number at all: 0/0, or a quantile of nothing. */
  readonly mayBeNaN?: true;
}

export const unknownVector: Facts = { type: "instant vector", labels: anyLabels, range: anything };

export const scalarOf = (range: Interval, more: Partial<Facts> = {}): Facts => ({
  type: "scalar",
  labels: noLabels,
  range,
  ...more,
});

/** The same without what only holds for the samples as they were scraped. */
export function derived({ nature: _, observed: __, constant: ___, interval: ____, ...facts }: Facts): Facts {
  return facts;
}

/** What holds for series of either kind. */
export function unite(a: Facts, b: Facts): Facts {
  const unit = a.unit && b.unit && sameDimension(a.unit, b.unit) ? a.unit : undefined;
  const observed = a.observed && b.observed && sameDimension(a.observed, b.observed) ? a.observed : undefined;
  const interval = a.interval !== undefined && b.interval !== undefined ? Math.min(a.interval, b.interval) : undefined;
  return {
    type: a.type,
    labels: uniteLabels(a.labels, b.labels),
    range: hull(a.range, b.range),
    ...(a.nature && a.nature === b.nature && { nature: a.nature }),
    ...(unit && { unit }),
    ...(observed && { observed }),
    ...((a.native || b.native) && { native: true }),
    ...(interval !== undefined && { interval }),
    ...((a.mayBeNaN || b.mayBeNaN) && { mayBeNaN: true }),
  };
}
