// What datasets are written with.
import type { Duration } from "bigdata-monitoring";
import type { Check, CheckOf, Dataset } from "./schema.ts";

interface Limits {
  readonly min?: number;
  readonly max?: number;
}

/** A dataset to check. */
export const defineDataset = (dataset: Dataset): Dataset => dataset;

/** The newest row must not be older. Rows with a later time than now do not count. */
export const freshness = (column: string, maxAge: Duration): Check => ({ kind: "freshness", column, maxAge });

/** Number of rows in the dataset's window. */
export const rows = (limits: Limits): Check => ({ kind: "rows", ...limits });

/** At most this share of rows is null. */
export const nulls = (column: string, maxRatio = 0): Check => ({ kind: "nulls", column, maxRatio });

/** At most this share of rows repeats the key of another. */
export const duplicates = (columns: readonly string[], maxRatio = 0): Check => ({
  kind: "duplicates",
  columns,
  maxRatio,
});

/** At most this share of values lies outside the limits, which are inclusive. */
export const range = (column: string, limits: Limits, maxRatio = 0): Check => ({
  kind: "range",
  column,
  ...limits,
  maxRatio,
});

/** At most this share of values is not listed. */
export const accepted = (column: string, values: readonly (string | number)[], maxRatio = 0): Check => ({
  kind: "accepted",
  column,
  values,
  maxRatio,
});

/** At most this share of values does not exist there. */
export const references = (column: string, to: { table: string; column: string }, maxRatio = 0): Check => ({
  kind: "references",
  column,
  to,
  maxRatio,
});

/** Recent values are distributed as the values before them. */
export const drift = (column: string, options: Omit<CheckOf<"drift">, "kind" | "column">): Check => ({
  kind: "drift",
  column,
  ...options,
});
