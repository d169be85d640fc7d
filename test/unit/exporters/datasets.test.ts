import sql, { join, raw } from "sql-template-tag";
import { expect, test } from "vitest";
import { name } from "../../../exporters/common/backends/sql.ts";
import * as declare from "../../../exporters/data-quality/dataset.ts";
import own from "../../../exporters/data-quality/datasets.ts";
import { problemsOfDatasets } from "../../../exporters/data-quality/schema.ts";

const orders = declare.defineDataset({
  name: "orders",
  database: "shop",
  table: "orders",
  every: "5m",
  checks: [declare.rows({ min: 1 })],
});

const problemsOf = (...datasets: unknown[]): string[] => problemsOfDatasets(datasets, ["shop"]);

test("the platform's own datasets have no problems", () => {
  expect(problemsOfDatasets(own, ["platform"])).toEqual([]);
});

test.each([
  [
    "duration",
    { ...orders, every: "often" },
    'dataset orders.every: expected a duration such as 30s, 5m, 1h or 7d, found "often"',
  ],
  ["database", { ...orders, database: "shpo" }, 'dataset orders: no database "shpo", there are: shop'],
  [
    "kind",
    { ...orders, checks: [{ kind: "nul" }] },
    "dataset orders.checks[0].kind: expected one of freshness, rows, nulls, ",
  ],
  [
    "ratio",
    { ...orders, checks: [declare.nulls("email", 5)] },
    "dataset orders.checks[0].maxRatio: expected number to be <=1, found 5",
  ],
  ["limit", { ...orders, checks: [declare.rows({})] }, "dataset orders.checks[0]: expected min or max"],
  [
    "values",
    { ...orders, checks: [declare.accepted("status", [])] },
    "dataset orders.checks[0].values: expected array to have >=1 items",
  ],
  ["key", { ...orders, windw: {} }, 'dataset orders: Unrecognized key: "windw"'],
  [
    "second check of a kind",
    { ...orders, checks: [...orders.checks, ...orders.checks] },
    "dataset orders: check rows exists twice, remove one",
  ],
])("refuses a dataset with a wrong %s, and says where", (_, dataset, expected) => {
  expect(problemsOf(dataset)).toEqual([expect.stringContaining(expected)]);
});

test("collects the problems of all datasets", () => {
  const wrong = { ...orders, name: "a", checks: [declare.rows({}), declare.nulls("x", 2)] };
  expect(problemsOf(wrong, orders, orders)).toHaveLength(3);
});

test("values never become SQL, and names are quoted", () => {
  const hostile = "x'; DROP TABLE orders; --";
  const query = sql`SELECT * FROM ${name('sales.or"ders')} WHERE ${join([sql`a = ${hostile}`, sql`b > ${1}`], " AND ")} ${raw("LIMIT 1")}`;
  expect(query.text).toBe('SELECT * FROM "sales"."or""ders" WHERE a = $1 AND b > $2 LIMIT 1');
  expect(query.values).toEqual([hostile, 1]);
});
