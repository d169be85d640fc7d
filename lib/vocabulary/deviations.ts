import { didYouMean } from "../checks/suggest.ts";
import type { Exposition, Family } from "../exposition/exposition.ts";
import type { Exporter, Metric } from "../model.ts";
import { metricType, type Observed, observe } from "./observe.ts";

/** Where an endpoint departs from its exporter's vocabulary. */
export interface Deviation {
  readonly metric: string;
  readonly kind: "missing" | "unknown" | "type" | "label" | "value" | "range" | "buckets" | "cardinality";
  readonly message: string;
}

export interface DeviationLimits {
  /** Series that one metric may have; all buckets of a histogram's label set count as one. */
  readonly maxSeries: number;
}

/**
 * Holds what an endpoint exposes against a vocabulary. A metric without samples has no labels to judge;
 * one without even a `# TYPE` line is missing.
 */
export function deviations(exporter: Exporter, exposition: Exposition, limits: DeviationLimits): Deviation[] {
  const observed = observe(exposition);
  const names = Object.keys(exporter.metrics);
  const missing = names.filter((name) => !observed.has(name));
  const unknown = [...observed.keys()].filter((name) => !names.includes(name));
  return [
    ...missing.map((metric) => ({ metric, kind: "missing", message: "is not exposed" }) as const),
    ...unknown.map((metric) => ({ metric, kind: "unknown", message: unknownMessage(metric, names) }) as const),
    ...Object.entries(exporter.metrics).flatMap(([name, metric]) => {
      const [family, seen] = [exposition.families.get(name), observed.get(name)];
      return family && seen ? judge(name, metric, family, seen, limits) : [];
    }),
  ];
}

const unknownMessage = (metric: string, names: readonly string[]): string =>
  ["is not in the vocabulary", didYouMean(metric, names)].filter(Boolean).join(", ");

function judge(name: string, metric: Metric, family: Family, seen: Observed, limits: DeviationLimits): Deviation[] {
  const type = metricType(family);
  if (type !== metric.type) return [{ metric: name, kind: "type", message: `is a ${type}, not a ${metric.type}` }];
  if (family.samples.length === 0) return [];
  return [
    ...judgeLabels(metric, seen).map((message) => ({ metric: name, kind: "label", message }) as const),
    ...judgeValues(metric, seen).map((message) => ({ metric: name, kind: "value", message }) as const),
    ...judgeRange(metric, family).map((message) => ({ metric: name, kind: "range", message }) as const),
    ...judgeBuckets(metric, seen).map((message) => ({ metric: name, kind: "buckets", message }) as const),
    ...judgeSeries(family, limits).map((message) => ({ metric: name, kind: "cardinality", message }) as const),
  ];
}

function judgeLabels(metric: Metric, { labels }: Observed): string[] {
  const extra = [...labels.keys()].filter((label) => !metric.labels.includes(label));
  const absent = metric.labels.filter((label) => !labels.has(label));
  return [
    ...extra.map((label) => [`unknown label "${label}"`, didYouMean(label, metric.labels)].filter(Boolean).join(", ")),
    ...absent.map((label) => `label "${label}" is absent`),
  ];
}

function judgeValues({ values = {} }: Metric, { labels }: Observed): string[] {
  return Object.entries(values).flatMap(([label, allowed]) =>
    [...(labels.get(label) ?? [])]
      .filter((value) => !allowed.includes(value))
      .map((value) => `${label}="${value}" is none of ${allowed.join(", ")}`),
  );
}

function judgeRange({ range }: Metric, { samples }: Family): string[] {
  if (range === undefined) return [];
  const outside = samples.find(({ value }) => value < range[0] || value > range[1]);
  return outside ? [`${outside.value} (line ${outside.line}) is outside ${range[0]} to ${range[1]}`] : [];
}

function judgeBuckets({ type, buckets }: Metric, { buckets: seen }: Observed): string[] {
  if (type !== "histogram" || buckets === undefined || String(buckets) === String(seen)) return [];
  return [`has the buckets ${seen.join(", ")}, not ${buckets.join(", ")}`];
}

function judgeSeries({ name, samples }: Family, { maxSeries }: DeviationLimits): string[] {
  const series = new Set(samples.map(({ labels: { le, quantile, ...own } }) => JSON.stringify(own)));
  return series.size > maxSeries ? [`${name} has ${series.size} series, more than ${maxSeries}`] : [];
}
