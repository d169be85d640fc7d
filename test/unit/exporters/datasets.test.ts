import { expect, test } from "vitest";
import { join, name, raw, render, sql } from "../../../exporters/common/backends/sql.ts";
import * as declare from "../../../exporters/data-quality/dataset.ts";
import own from "../../../exporters/data-quality/datasets.ts";
import { readDatasets } from "../../../exporters/data-quality/validate.ts";

const orders = declare.defineDataset({
  name: "orders",
  database: "shop",
  table: "orders",
  every: "5m",
  checks: [declare.rows({ min: 1 })],
});

const problemsOf = (...datasets: unknown[]): string[] => {
  try {
    readDatasets(datasets, ["shop"]);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
};

test("the platform's own datasets are in order", () => {
  expect(readDatasets(own, ["platform"])).toEqual(own);
});

test.each([
  [
    "a duration",
    { ...orders, every: "often" },
    'dataset orders.every: expected a duration such as 30s, 5m, 1h or 7d, found "often"',
  ],
  ["a database", { ...orders, database: "shpo" }, 'dataset orders: database "shpo" is unknown, known are: shop'],
  [
    "a kind",
    { ...orders, checks: [{ kind: "nul" }] },
    "dataset orders.checks[0].kind: expected one of freshness, rows, nulls, ",
  ],
  [
    "a share",
    { ...orders, checks: [declare.nulls("email", 5)] },
    "dataset orders.checks[0] (nulls).maxRatio: expected a share from 0 to 1",
  ],
  ["a limit", { ...orders, checks: [declare.rows({})] }, "dataset orders.checks[0] (rows): expected min or max"],
  [
    "words",
    { ...orders, checks: [declare.accepted("status", [])] },
    "dataset orders.checks[0] (accepted).values: expected at least one",
  ],
  [
    "one of each",
    { ...orders, checks: [...orders.checks, ...orders.checks] },
    "dataset orders: check rows is there twice, remove one",
  ],
])("refuses a dataset that lacks %s, and says where", (_, dataset, expected) => {
  expect(problemsOf(dataset)).toEqual([expect.stringContaining(expected)]);
});

test("collects the problems of all datasets", () => {
  const wrong = { ...orders, name: "a", checks: [declare.rows({}), declare.nulls("x", 2)] };
  expect(problemsOf(wrong, orders, orders)).toHaveLength(3);
});

test("values never become SQL, and names are quoted", () => {
  const hostile = "x'; DROP TABLE orders; --";
  const query = sql`SELECT * FROM ${name('sales.or"ders')} WHERE ${join([sql`a = ${hostile}`, sql`b > ${1}`], " AND ")} ${raw("LIMIT 1")}`;
  expect(render(query, (i) => `$${i}`)).toBe('SELECT * FROM "sales"."or""ders" WHERE a = $1 AND b > $2 LIMIT 1');
  expect(query.values).toEqual([hostile, 1]);
});
