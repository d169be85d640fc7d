import type { Duration } from "bigdata-monitoring";

/** A table, and what must be true of it. */
export interface Dataset {
  /** Value of the label `dataset`. */
  readonly name: string;
  /** Name of one of the databases that the exporter is given. */
  readonly database: string;
  /** With its schema where it has one: `sales.orders`. */
  readonly table: string;
  /** How often it is checked. */
  readonly every: Duration;
  /** The rows that checks look at; all if absent. Freshness and drift look further. */
  readonly window?: Window;
  readonly checks: readonly Check[];
}

/** Rows whose time lies within the last hours or days. The column needs an index, or each run reads the whole table. */
export interface Window {
  readonly column: string;
  readonly last: Duration;
}

export type Check = Freshness | Rows | Nulls | Duplicates | Range | Accepted | References | Drift;
export type CheckKind = Check["kind"];

interface Freshness {
  readonly kind: "freshness";
  readonly column: string;
  readonly maxAge: Duration;
}

interface Rows {
  readonly kind: "rows";
  readonly min?: number;
  readonly max?: number;
}

interface Nulls {
  readonly kind: "nulls";
  readonly column: string;
  readonly maxRatio: number;
}

interface Duplicates {
  readonly kind: "duplicates";
  readonly columns: readonly string[];
  readonly maxRatio: number;
}

interface Range {
  readonly kind: "range";
  readonly column: string;
  readonly min?: number;
  readonly max?: number;
  readonly maxRatio: number;
}

interface Accepted {
  readonly kind: "accepted";
  readonly column: string;
  readonly values: readonly (string | number)[];
  readonly maxRatio: number;
}

interface References {
  readonly kind: "references";
  readonly column: string;
  readonly to: { readonly table: string; readonly column: string };
  readonly maxRatio: number;
}

/** How a column's values of late differ from those before. */
interface Drift {
  readonly kind: "drift";
  readonly column: string;
  /** Numbers are compared by PSI over tenths of the reference and by Kolmogorov-Smirnov; categories by PSI alone. */
  readonly of: "numbers" | "categories";
  readonly time: string;
  /** The last hours or days ... */
  readonly current: Duration;
  /** ... and as long before them as this. */
  readonly reference: Duration;
  readonly maxPsi?: number;
  readonly maxKs?: number;
}

/** A dataset to check. */
export const defineDataset = (dataset: Dataset): Dataset => dataset;

/** The newest row must not be older. */
export const freshness = (column: string, maxAge: Duration): Check => ({ kind: "freshness", column, maxAge });

/** As many rows as that, within the dataset's window. */
export const rows = (limits: { min?: number; max?: number }): Check => ({ kind: "rows", ...limits });

/** No more nulls than this share of rows. */
export const nulls = (column: string, maxRatio = 0): Check => ({ kind: "nulls", column, maxRatio });

/** No more rows than this share that repeat another one's key. */
export const duplicates = (columns: readonly string[], maxRatio = 0): Check => ({
  kind: "duplicates",
  columns,
  maxRatio,
});

/** No more values than this share outside, ends included. */
export const range = (column: string, limits: { min?: number; max?: number }, maxRatio = 0): Check => ({
  kind: "range",
  column,
  ...limits,
  maxRatio,
});

/** No more values than this share that are not listed. */
export const accepted = (column: string, values: readonly (string | number)[], maxRatio = 0): Check => ({
  kind: "accepted",
  column,
  values,
  maxRatio,
});

/** No more values than this share that do not exist there. */
export const references = (column: string, to: { table: string; column: string }, maxRatio = 0): Check => ({
  kind: "references",
  column,
  to,
  maxRatio,
});

/** Values of late are distributed as those before. */
export const drift = (column: string, options: Omit<Drift, "kind" | "column">): Check => ({
  kind: "drift",
  column,
  ...options,
});

const dimensions = {
  freshness: "timeliness",
  rows: "completeness",
  nulls: "completeness",
  duplicates: "uniqueness",
  range: "validity",
  accepted: "validity",
  references: "consistency",
  drift: "stability",
} as const satisfies Record<CheckKind, string>;

export type Dimension = (typeof dimensions)[CheckKind];

/** What a check says something about. */
export const dimensionOf = ({ kind }: Check): Dimension => dimensions[kind];

/** Value of the label `column`; several columns are joined by `+`. Empty for a check of the table as a whole. */
export const columnOf = (check: Check): string => {
  if (check.kind === "rows") return "";
  return check.kind === "duplicates" ? check.columns.join("+") : check.column;
};

/** Value of the label `check`, such as `nulls:email`. */
export const checkName = (check: Check): string => [check.kind, columnOf(check)].filter(Boolean).join(":");
