import type { Metric } from "../model/model.ts";
import { dependent, entities, type Size, typicalValues } from "./size.ts";

/** Values of a label that nothing is known of. */
const assumedValues = 2;
/** Upper bounds of a histogram whose catalog has none: those of Prometheus' client libraries. */
const assumedBuckets = 11;
/** Quantiles of a summary: 0.5, 0.9 and 0.99. */
const quantiles = 3;

/** How many series a metric has in one target. */
export interface Series {
  readonly count: number;
  /** Labels whose number of values is assumed, since neither the catalog nor the size says it. */
  readonly assumed: readonly string[];
}

/** @param name the metric's name in its catalog */
export function seriesOf(name: string, metric: Metric, size: Size): Series {
  const closed = metric.labels.filter((label) => metric.values?.[label]);
  const open = metric.labels.filter((label) => !closed.includes(label));
  const entity = entities.find(
    ({ labels, metrics }) => (metrics?.test(name) ?? true) && labels.every((label) => open.includes(label)),
  );
  const explained = entity ? open.filter((label) => entity.labels.includes(label) || dependent.has(label)) : [];
  const rest = open.filter((label) => !explained.includes(label) && !isInfo(name));
  const typical = rest.find((label) => typicalValues[label]);
  const assumed = rest.filter((label) => label !== typical);
  const values = closed.reduce((product, label) => product * (metric.values?.[label]?.length ?? 1), 1);
  const sets = values * (entity?.count(size) ?? 1) * (typicalValues[typical ?? ""] ?? 1);
  // A typical number is that of whole label sets.
  const labelSets = typical ? sets : sets * assumedValues ** Math.min(assumed.length, mostAssumed);
  return { count: labelSets * samplesOf(metric), assumed };
}

/** More labels have no more combinations: most do not occur. */
const mostAssumed = 2;

/** A metric whose labels describe the one thing that it is about. */
const isInfo = (name: string): boolean => /_info$/.test(name);

function samplesOf({ type, buckets }: Metric): number {
  // One a bound, the infinite one, sum and count.
  if (type === "histogram") return (buckets?.length ?? assumedBuckets) + 3;
  return type === "summary" ? quantiles + 2 : 1;
}

/** The names that a metric's series have. */
export const seriesNames = (name: string, { type }: Metric): string[] => {
  if (type === "histogram") return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  return type === "summary" ? [name, `${name}_sum`, `${name}_count`] : [name];
};
