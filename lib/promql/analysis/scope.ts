import type { Expr, Span } from "../syntax/ast.ts";
import type { Label } from "./labels.ts";
import type { TypeInfo } from "./type-info.ts";

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
