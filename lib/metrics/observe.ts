import type { MetricType } from "../model/model.ts";
import { closedLabels } from "./closed.ts";
import type { Exposition, Family, FamilyType, Sample } from "./exposition/exposition.ts";

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
