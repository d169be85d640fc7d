import type { MetricType } from "../model/model.ts";
import type { Exposition, Family, FamilyType, Sample } from "./exposition.ts";

/** What one exposition shows of one metric. */
export interface Observed {
  readonly type: MetricType;
  readonly help: string;
  /** Every label seen, with every value seen. Without `le` of buckets and `quantile` of summaries. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
  /** Labels whose values look complete. */
  readonly closed: ReadonlySet<string>;
  /** Upper bounds of a histogram, ascending, without infinity. */
  readonly buckets: readonly number[];
}

const types: Readonly<Record<FamilyType, MetricType>> = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  summary: "summary",
  untyped: "unknown",
  unknown: "unknown",
  info: "gauge",
  stateset: "gauge",
  gaugehistogram: "unknown",
};

/** The type that Prometheus stores a family as. */
export const metricType = (family: Family): MetricType => types[family.type];

/** What an exposition shows, by metric. */
export const observe = (exposition: Exposition): ReadonlyMap<string, Observed> =>
  new Map(Array.from(exposition.families.values(), (family) => [family.name, observeFamily(family)]));

/** What an exposition shows of one metric. */
export function observeFamily(family: Family): Observed {
  const type = metricType(family);
  const labels = new Map<string, Set<string>>();
  for (const sample of family.samples)
    for (const [label, value] of ownLabels(sample, type))
      labels.set(label, (labels.get(label) ?? new Set()).add(value));
  return {
    type,
    help: family.help ?? "",
    labels,
    closed: closedLabels(family, labels),
    buckets: type === "histogram" ? bucketsOf(family.samples) : [],
  };
}

/** The labels that are the metric's own, not part of its type. */
export function ownLabels(sample: Sample, type: MetricType): [string, string][] {
  const typed = type === "histogram" ? "le" : type === "summary" ? "quantile" : undefined;
  return Object.entries(sample.labels).filter(([label]) => label !== typed);
}

function bucketsOf(samples: readonly Sample[]): number[] {
  const bounds = samples.flatMap(({ labels }) => (labels.le === undefined ? [] : [Number(labels.le)]));
  return [...new Set(bounds)].filter(Number.isFinite).sort((a, b) => a - b);
}

/** Labels for which exporters expose a series of every value from the start, also of values that did not occur yet. */
const enumerating: ReadonlySet<string> = new Set(["mode", "state"]);

const mostValues = 12;

/**
 * The labels whose values are probably complete. An exposition cannot prove that: a `code` that has only 200 will have 500
 * one day, and a label closed by mistake makes a check refuse a correct query. So a label is closed only if its name is
 * one of the known ones, and if the metric has all its values for each of several combinations of the other labels.
 */
function closedLabels(family: Family, labels: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const candidates = Array.from(labels).filter(([label, values]) => {
    return enumerating.has(label) && values.size >= 2 && values.size <= mostValues;
  });
  return new Set(
    candidates.filter(([label, values]) => isComplete(family.samples, label, values.size)).map(([l]) => l),
  );
}

function isComplete(samples: readonly Sample[], label: string, size: number): boolean {
  const groups = new Map<string, Set<string>>();
  for (const { name, labels } of samples) {
    const { [label]: value = "", ...others } = labels;
    const group = JSON.stringify([name, Object.entries(others).sort()]);
    groups.set(group, (groups.get(group) ?? new Set()).add(value));
  }
  return groups.size >= 2 && Array.from(groups.values()).every((values) => values.size === size);
}
