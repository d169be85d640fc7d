import type { Expr, Span, ValueType } from "../syntax/ast.ts";
import { anything, type Dimension, hull, type Interval, sameDimension } from "./units.ts";

/** What is known of one label. */
export interface Label {
  /** All possible values; undefined if unknown. */
  readonly values?: readonly string[];
  /** Some series may lack it. */
  readonly optional?: true;
  /** Some series lack it by their nature, as the catalog says. */
  readonly partial?: true;
  /** The label comes from the scrape, like `job`. Such labels depend on each other. */
  readonly scraped?: true;
}

/** The labels of an expression's series, apart from the metric's name. */
export interface Labels {
  readonly known: ReadonlyMap<string, Label>;
  /** Whether there may be others. */
  readonly open: boolean;
  /** Labels that are certainly not among the others. */
  readonly gone?: readonly string[];
}

export const noLabels: Labels = { known: new Map(), open: false };
export const anyLabels: Labels = { known: new Map(), open: true };

/** Whether every series has the label, none has it, or some may. */
export function hasLabel({ known, open, gone }: Labels, name: string): "always" | "never" | "maybe" {
  const label = known.get(name);
  if (label) return label.optional ? "maybe" : "always";
  return open && !gone?.includes(name) ? "maybe" : "never";
}

/** The labels after `by` or `on`. */
export function keepLabels(labels: Labels, names: readonly string[]): Labels {
  const known = new Map<string, Label>();
  for (const name of names) {
    const label = labels.known.get(name);
    if (label) known.set(name, label);
    else if (hasLabel(labels, name) === "maybe") known.set(name, { optional: true });
  }
  return { known, open: false };
}

/** The labels after `without` or `ignoring`. */
export function dropLabels(labels: Labels, names: readonly string[]): Labels {
  if (names.length === 0) return labels;
  const known = new Map(labels.known);
  for (const name of names) known.delete(name);
  return { known, open: labels.open, ...(labels.open && { gone: [...(labels.gone ?? []), ...names] }) };
}

export const setLabel = ({ known, open, gone }: Labels, name: string, label: Label): Labels => ({
  known: new Map(known).set(name, label),
  open,
  ...(gone && { gone: gone.filter((other) => other !== name) }),
});

/** The labels of series from either side. */
export function uniteLabels(a: Labels, b: Labels): Labels {
  const known = new Map<string, Label>();
  for (const [name, label] of a.known) known.set(name, uniteLabel(label, b.known.get(name)));
  for (const [name, label] of b.known) if (!known.has(name)) known.set(name, uniteLabel(undefined, label));
  return { known, open: a.open || b.open };
}

function uniteLabel(a: Label | undefined, b: Label | undefined): Label {
  if (a && a === b) return a;
  const values = a?.values && b?.values ? [...new Set([...a.values, ...b.values])] : undefined;
  const optional = !a || !b || a.optional || b.optional;
  const scraped = a?.scraped || b?.scraped;
  return { ...(values && { values }), ...(optional && { optional: true }), ...(scraped && { scraped }) };
}

/** Known names, for a message: `job, instance, mode`. */
export const listLabels = ({ known, open }: Labels): string =>
  [...known.keys(), ...(open ? ["others"] : [])].join(", ") || "none";

/**
 * `counter` only increases until a restart, `counters` is an aggregation of counters, `gauge` increases and decreases.
 * Undefined if unknown.
 */
type SampleKind = "counter" | "counters" | "gauge";

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
  /** Whether its catalog says that it is never 0. */
  readonly nonZero: boolean;
  /** Whether it can be NaN: 0/0, or a quantile of nothing. */
  readonly mayBeNaN: boolean;
  /** Whether `topk by (instance) (1, x)` or the like has left one series of each group. */
  readonly picked?: boolean;
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
  nonZero: false,
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
  picked: false,
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
    nonZero: a.nonZero && b.nonZero,
    mayBeNaN: a.mayBeNaN || b.mayBeNaN,
    picked: a.picked === true && b.picked === true,
  };
}

const common = (a: Dimension | undefined, b: Dimension | undefined): Dimension | undefined =>
  a && b && sameDimension(a, b) ? a : undefined;

/** The context of an analysis. */
export interface Scope {
  readonly catalog: SeriesCatalog;
  readonly report: Report;
  /** The type information of a part of the expression, inferred once. */
  readonly typeInfo: (expr: Expr) => TypeInfo;
}

/** Kinds of problems in expressions that Prometheus accepts. Each kind is a check. */
export type FindingKind =
  | "metric"
  | "job"
  | "label"
  | "label-value"
  | "matchers"
  | "counter"
  | "rate-of-sum"
  | "window"
  | "quantile"
  | "grouping"
  | "matching"
  | "unit"
  | "comparison"
  | "bucket"
  | "collision"
  | "divisor"
  | "recording";

export interface ExprFinding extends Span {
  readonly kind: FindingKind;
  readonly message: string;
  readonly hint?: string;
}

export type Report = (kind: FindingKind, message: string, at: Span, hint?: string) => void;

/** A scrape job. */
export interface Job {
  readonly name: string;
  /** Name of its metric catalog, or undefined if its metrics are unknown. */
  readonly exporter?: string;
  /** Seconds between two scrapes; undefined if unknown. */
  readonly interval?: number;
  /** `job`, `instance` and the labels that the scrape config adds. */
  readonly labels: ReadonlyMap<string, Label>;
}

/** The series of one name that one job exposes. */
export interface Series {
  readonly job: Job;
  readonly typeInfo: TypeInfo;
}

/** The series that expressions can select. */
export interface SeriesCatalog {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly series: ReadonlyMap<string, readonly Series[]>;
  /** Type information of the series that a recording rule of this name records, or undefined without such a rule. */
  readonly recorded: (name: string) => TypeInfo | undefined;
  readonly recordedNames: readonly string[];
  /** Whether the catalog knows every series: only then is an unknown name a problem. */
  readonly complete: boolean;
}

/** A catalog without series. Analysis with it finds only problems that do not depend on metrics. */
export const emptyCatalog: SeriesCatalog = {
  jobs: new Map(),
  series: new Map(),
  recorded: () => undefined,
  recordedNames: [],
  complete: false,
};
