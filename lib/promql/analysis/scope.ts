import type { Expr, Span } from "../syntax/ast.ts";
import type { Label } from "./labels.ts";
import type { TypeInfo } from "./type-info.ts";

/** What every step of an analysis needs. */
export interface Scope {
  readonly catalog: SeriesCatalog;
  readonly report: Report;
  /** The facts of a part of the expression; each part is looked at once. */
  readonly typeInfo: (expr: Expr) => TypeInfo;
}

/** What can be wrong with an expression that Prometheus accepts; each is a check of its own. */
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

/** What is scraped: by whom, how often, and with which labels beside the metrics' own. */
export interface Job {
  readonly name: string;
  /** Name of the vocabulary that it speaks, or undefined if nobody knows what it exposes. */
  readonly exporter?: string;
  /** Seconds between two scrapes, if known. */
  readonly interval?: number;
  /** `job`, `instance` and what the scrape config adds. */
  readonly labels: ReadonlyMap<string, Label>;
}

/** The series of one name that one job exposes. */
export interface Series {
  readonly job: Job;
  readonly typeInfo: TypeInfo;
}

/** Everything that an expression can name. */
export interface SeriesCatalog {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly series: ReadonlyMap<string, readonly Series[]>;
  /** What a recording rule of that name records, or undefined if none does. */
  readonly recorded: (name: string) => TypeInfo | undefined;
  readonly recordedNames: readonly string[];
  /** Whether there is nothing else: only then is a name that is not in here wrong. */
  readonly complete: boolean;
}

/** For expressions of which nothing is known: only what holds in any catalog is said of them. */
export const emptyCatalog: SeriesCatalog = {
  jobs: new Map(),
  series: new Map(),
  recorded: () => undefined,
  recordedNames: [],
  complete: false,
};
