import { durationSeconds } from "bigdata-monitoring/api";
import sql, { type Sql } from "sql-template-tag";
import { name } from "../../common/backends/sql.ts";
import type { CheckOf, Dataset } from "../schema.ts";
import type { Dialect } from "./dialect.ts";

type Drift = CheckOf<"drift">;

/** Bins of PSI: deciles of the reference. */
const bins = 10;

/** The most frequent categories; more would be noise, and memory without bound. */
const maxCategories = 200;

/**
 * One row for each bin: `reference` and `current_values` count the values of both samples, and for numbers `ks` is the
 * largest distance of the two cumulative distributions within the bin. Exact: values are counted, never fetched.
 *
 * A number's bin is its decile of the reference: the share of reference values not above it, rounded up to tenths. So
 * equal values share a bin, and empty bins do not exist.
 */
export const driftQuery = (dataset: Dataset, check: Drift, dialect: Dialect): Sql =>
  check.of === "numbers" ? numbersQuery(dataset, check, dialect) : categoriesQuery(dataset, check, dialect);

const numbersQuery = (dataset: Dataset, check: Drift, dialect: Dialect): Sql => sql`
  WITH counted AS (${countedValues(dataset, check, dialect)}),
  cumulated AS (
    SELECT r, c,
           sum(r) OVER (ORDER BY x) * 1e0 AS r_below, sum(r) OVER () * 1e0 AS r_all,
           sum(c) OVER (ORDER BY x) * 1e0 AS c_below, sum(c) OVER () * 1e0 AS c_all
    FROM counted
  ),
  binned AS (
    SELECT r, c, greatest(1, floor((${bins} * r_below + r_all - 1) / r_all)) AS bin,
           abs(r_below / r_all - c_below / c_all) AS distance
    FROM cumulated WHERE r_all > 0 AND c_all > 0
  )
  SELECT sum(r) AS reference, sum(c) AS current_values, max(distance) AS ks FROM binned GROUP BY bin ORDER BY bin`;

const categoriesQuery = (dataset: Dataset, check: Drift, dialect: Dialect): Sql => sql`
  SELECT r AS reference, c AS current_values FROM (${countedValues(dataset, check, dialect)}) AS counted
  ORDER BY r + c DESC LIMIT ${maxCategories}`;

/** Each value once, with its counts in the reference (r) and in the current sample (c). */
function countedValues({ table }: Dataset, { column, time, current, reference }: Drift, { ago }: Dialect): Sql {
  const [currentSeconds, referenceSeconds] = [durationSeconds(current), durationSeconds(reference)];
  return sql`
    SELECT x, sum(1 - is_current) AS r, sum(is_current) AS c FROM (
      SELECT ${name(column)} AS x, CASE WHEN ${name(time)} >= ${ago(currentSeconds)} THEN 1 ELSE 0 END AS is_current
      FROM ${name(table)}
      WHERE ${name(time)} >= ${ago(currentSeconds + referenceSeconds)} AND ${name(column)} IS NOT NULL
    ) AS sampled GROUP BY x`;
}
