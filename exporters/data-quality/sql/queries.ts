import { durationSeconds } from "bigdata-monitoring/api";
import sql, { join, type Sql } from "sql-template-tag";
import { name } from "../../common/backends/sql.ts";
import type { Check, CheckOf, Dataset } from "../schema.ts";
import type { Dialect } from "./dialect.ts";

/** Checks that share one scan of the window. */
export type ScanCheck = CheckOf<"nulls" | "range" | "accepted">;

export const isScanCheck = (check: Check): check is ScanCheck =>
  check.kind === "nulls" || check.kind === "range" || check.kind === "accepted";

/** One row: `total`, and for the i-th check `seen<i>` (rows checked) and `bad<i>`. */
export function scanQuery(dataset: Dataset, checks: readonly ScanCheck[], dialect: Dialect): Sql {
  const counts = checks.map((check, i) => {
    const column = name(check.column);
    const seen = check.kind === "nulls" ? sql`count(*)` : sql`count(${column})`;
    return sql`${seen} AS ${name(`seen${i}`)}, sum(CASE WHEN ${isBad(check, dialect)} THEN 1 ELSE 0 END) AS ${name(`bad${i}`)}`;
  });
  return sql`SELECT ${join([sql`count(*) AS total`, ...counts], ", ")}
    FROM ${name(dataset.table)} WHERE ${inWindow(dataset, dialect)}`;
}

function isBad(check: ScanCheck, dialect: Dialect): Sql {
  const column = name(check.column);
  switch (check.kind) {
    case "nulls":
      return sql`${column} IS NULL`;
    case "accepted":
      return sql`${column} NOT IN (${join(
        check.values.map((value) => sql`${value}`),
        ", ",
      )})`;
    case "range": {
      const below = check.min === undefined ? [] : [sql`${column} < ${check.min}`];
      // NaN is above every maximum.
      const above = check.max === undefined ? (dialect.isNaN?.(sql`${column}`) ?? []) : sql`${column} > ${check.max}`;
      return join([...below, above].flat(), " OR ");
    }
  }
}

/** One row: `bad` rows that repeat another one's key, of `seen`. */
export const duplicatesQuery = (dataset: Dataset, { columns }: CheckOf<"duplicates">, dialect: Dialect): Sql => sql`
  SELECT sum(copies) AS seen, sum(copies - 1) AS bad FROM (
    SELECT count(*) AS copies FROM ${name(dataset.table)} WHERE ${inWindow(dataset, dialect)}
    GROUP BY ${join(columns.map(name), ", ")}
  ) AS grouped`;

/** One row: `bad` references without a target, of `seen`. Each is looked up: the referenced column needs an index. */
export const referencesQuery = (dataset: Dataset, { column, to }: CheckOf<"references">, dialect: Dialect): Sql => sql`
  SELECT count(*) AS seen, sum(CASE WHEN is_found THEN 0 ELSE 1 END) AS bad FROM (
    SELECT EXISTS (
      SELECT 1 FROM ${name(to.table)} AS target WHERE target.${name(to.column)} = source.${name(column)}
    ) AS is_found
    FROM ${name(dataset.table)} AS source WHERE ${inWindow(dataset, dialect)} AND source.${name(column)} IS NOT NULL
  ) AS looked_up`;

/**
 * One row: the `newest` time of the whole table and the database's clock `now`, in seconds since 1970. A time in the
 * future does not count: one such row would hide that no others arrive.
 */
export const freshnessQuery = (dataset: Dataset, { column }: CheckOf<"freshness">, { epoch, ago }: Dialect): Sql => sql`
  SELECT ${epoch(sql`max(${name(column)})`)} AS newest, ${epoch(sql`now()`)} AS now FROM ${name(dataset.table)}
  WHERE ${name(column)} <= ${ago(0)}`;

function inWindow({ window }: Dataset, { ago }: Dialect): Sql {
  return window ? sql`${name(window.column)} >= ${ago(durationSeconds(window.last))}` : sql`1 = 1`;
}
