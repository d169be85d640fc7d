import type { MetricType } from "../model/model.ts";
import { printNumber } from "../promql/syntax/numbers.ts";

/**
 * What a `/metrics` endpoint answers, as Prometheus stores it: a counter that OpenMetrics calls `foo` is `foo_total`,
 * an info metric `foo` is `foo_info`.
 * Sources: https://prometheus.io/docs/instrumenting/exposition_formats/ (text format 0.0.4) and
 * https://prometheus.io/docs/specs/om/open_metrics_spec/ (OpenMetrics 1.0).
 */
export interface Exposition {
  /** By name, in the order of their first line. */
  readonly families: ReadonlyMap<string, Family>;
}

/** What a TYPE line may say in each format. */
export const familyTypes = {
  text: ["counter", "gauge", "histogram", "summary", "untyped"],
  openmetrics: ["counter", "gauge", "histogram", "gaugehistogram", "summary", "info", "stateset", "unknown"],
} as const;

/** The two text formats of a `/metrics` endpoint. */
export type ExpositionFormat = keyof typeof familyTypes;

export type FamilyType = (typeof familyTypes)[ExpositionFormat][number];

/** A metric with its series. A family may have none: its labels have had no values yet. */
export interface Family {
  readonly name: string;
  readonly type: FamilyType;
  readonly help?: string;
  /** Only in OpenMetrics. */
  readonly unit?: string;
  readonly samples: readonly Sample[];
}

export interface Sample {
  /** The series' name: that of its family, or with `_bucket`, `_sum`, `_count`, `_created` behind it. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp?: number;
  /** Line in the text, counted from 1. */
  readonly line: number;
}

/** A line that Prometheus would refuse, or that makes it drop the series. */
export interface ExpositionProblem {
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

/** The series of a family, apart from the one that bears its name. */
const seriesSuffixes: Readonly<Partial<Record<FamilyType, readonly string[]>>> = {
  histogram: ["_bucket", "_sum", "_count", "_created"],
  gaugehistogram: ["_bucket", "_gsum", "_gcount"],
  summary: ["_sum", "_count", "_created"],
  counter: ["_created"],
};

/** The names of every series that a family of this type can have. */
export function seriesNames(name: string, type: FamilyType): readonly string[] {
  const stem = type === "counter" ? name.replace(/_total$/, "") : name;
  return [name, ...(seriesSuffixes[type] ?? []).map((suffix) => stem + suffix)];
}

/** A family that was not read from lines. */
export type WrittenFamily = Omit<Family, "samples"> & { readonly samples: readonly Omit<Sample, "line">[] };

/** Writes Prometheus' text format 0.0.4. `parseExposition` reads it back to the same families. */
export const printExposition = (families: Iterable<WrittenFamily>): string =>
  Array.from(families, printFamily).join("");

function printFamily({ name, type, help, samples }: WrittenFamily): string {
  const named = quoteName(name);
  const helpLine = help === undefined ? [] : [`# HELP ${named} ${escapeHelp(help)}`];
  return [...helpLine, `# TYPE ${named} ${textType(type)}`, ...samples.map(printSample), ""].join("\n");
}

/** The text format knows fewer types than OpenMetrics. */
function textType(type: Family["type"]): string {
  if (type === "info" || type === "stateset") return "gauge";
  return type === "unknown" || type === "gaugehistogram" ? "untyped" : type;
}

function printSample({ name, labels, value, timestamp }: Omit<Sample, "line">): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${quoteName(label)}="${escapeValue(text)}"`);
  const quoted = quoteName(name);
  const inBraces = quoted === name ? pairs : [quoted, ...pairs];
  const series = (quoted === name ? name : "") + (inBraces.length > 0 ? `{${inBraces.join(",")}}` : "");
  return `${series} ${printNumber(value)}${timestamp === undefined ? "" : ` ${timestamp}`}`;
}

const quoteName = (name: string): string => (/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name) ? name : `"${escapeValue(name)}"`);
const escapeHelp = (text: string): string => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
const escapeValue = (text: string): string => escapeHelp(text).replaceAll('"', '\\"');

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
