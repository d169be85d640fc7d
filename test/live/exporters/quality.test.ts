import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sql, { raw } from "sql-template-tag";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import * as declare from "../../../exporters/data-quality/dataset.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import type { Dataset } from "../../../exporters/data-quality/schema.ts";
import { sqlClient } from "../../../exporters/data-quality/sql/dialect.ts";
import contract from "../../../metrics/data-quality-exporter.ts";
import { ago, startDatabase, type TestDatabase } from "./quality-databases.ts";
import { fast, keptLog, scrape } from "./scrape.ts";

const folder = mkdtempSync(join(tmpdir(), "datasets-"));
afterAll(() => rmSync(folder, { recursive: true }));

const log = keptLog();
let exporter: RunningExporter | undefined;
afterEach(async () => {
  await exporter?.stop();
  log.lines.length = 0;
});

async function start(
  datasets: readonly Dataset[],
  databases: Readonly<Record<string, string>>,
  pollTimeout = fast.pollTimeout,
) {
  const file = join(folder, "datasets.json");
  await writeFile(file, JSON.stringify(datasets));
  const settings = { databases: new Map(Object.entries(databases)), datasets: file, statementTimeout: 10_000 };
  exporter = await startExporter(dataQualityExporter, { ...fast, pollTimeout, ...settings }, log);
}

const scraped = () => scrape(exporter?.port ?? 0, contract);
const until = (check: (seen: Awaited<ReturnType<typeof scraped>>) => void) =>
  vi.waitFor(async () => check(await scraped()), 60_000);

/** Some hundred rows that every MariaDB has. */
const collations = (alias: string) => raw(`information_schema.collations AS ${alias}`);

const every = "200ms";
const orders = declare.defineDataset({
  name: "orders",
  database: "shop",
  table: "orders",
  every,
  window: { column: "created_at", last: "1d" },
  checks: [
    declare.freshness("created_at", "10m"),
    declare.rows({ min: 100 }),
    declare.nulls("email", 0.3),
    declare.duplicates(["code"]),
    declare.range("amount", { min: 0, max: 100 }),
    declare.accepted("status", ["new", "paid"]),
    declare.references("customer_id", { table: "customers", column: "id" }, 0.5),
  ],
});

const schema = (kind: TestDatabase["kind"]) => `
  DROP TABLE IF EXISTS orders; DROP TABLE IF EXISTS customers;
  CREATE TABLE customers (id int PRIMARY KEY);
  CREATE TABLE orders (code varchar(9), email varchar(40), amount numeric(9, 2), status varchar(9), customer_id int,
                       created_at ${kind === "postgres" ? "timestamptz" : "datetime"});
  INSERT INTO customers VALUES (1), (2);
  INSERT INTO orders VALUES
    ('a', 'x@example.com', 10, 'new', 1, ${ago(kind, 60)}),
    ('b', NULL, 100, 'paid', 2, ${ago(kind, 3600)}),
    ('b', 'y@example.com', 100.01, 'lost', 3, ${ago(kind, 3600)}),
    ('c', 'z@example.com', -1, NULL, NULL, ${ago(kind, 3600)}),
    ('old', NULL, 1e6, 'odd', 9, ${ago(kind, 200_000)});`;

describe.each(["postgres", "mariadb"] as const)("data quality in %s", (kind) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await startDatabase(kind);
  });
  afterAll(() => database.stop());

  test("measures and evaluates every kind of check, within the window", async () => {
    await database.query(schema(kind));
    await start([orders], { shop: database.url });
    await until(({ value }) => expect(value("data_quality_rows", { dataset: "orders" })).toBe(4));
    const { value } = await scraped();
    const of = (column: string) => ({ dataset: "orders", column });
    expect(value("data_quality_null_ratio", of("email"))).toBe(0.25);
    expect(value("data_quality_duplicate_ratio", of("code"))).toBe(0.25);
    expect(value("data_quality_out_of_range_ratio", of("amount"))).toBe(0.5);
    expect(value("data_quality_unaccepted_ratio", of("status"))).toBeCloseTo(1 / 3);
    expect(value("data_quality_orphan_ratio", of("customer_id"))).toBeCloseTo(1 / 3);
    const age = Date.now() / 1000 - (value("data_quality_newest_row_timestamp_seconds") ?? 0);
    expect(age).toBeGreaterThan(59);
    expect(age).toBeLessThan(120);

    const passed = (check: string) => value("data_quality_check_success", { dataset: "orders", check });
    expect(passed("freshness:created_at")).toBe(1);
    expect(passed("rows")).toBe(0);
    expect(passed("nulls:email")).toBe(1);
    expect(passed("duplicates:code")).toBe(0);
    expect(passed("range:amount")).toBe(0);
    expect(passed("accepted:status")).toBe(0);
    expect(passed("references:customer_id")).toBe(1);
    expect(value("data_quality_score_ratio", { dimension: "completeness" })).toBe(0.5);
    expect(value("data_quality_score_ratio", { dimension: "validity" })).toBe(0);
    expect(value("data_quality_score_ratio", { dimension: "timeliness" })).toBe(1);
    expect(value("data_quality_up")).toBe(1);
    expect(value("data_quality_last_run_timestamp_seconds", { dataset: "orders" })).toBeGreaterThan(0);
  });

  test("exposes nothing of a renamed column, and continues with the rest", async () => {
    await database.query(schema(kind));
    await start([orders], { shop: database.url });
    await until(({ series }) => expect(series("data_quality_duplicate_ratio")).toBe(1));
    const rename = kind === "postgres" ? "RENAME COLUMN code TO number" : "CHANGE code number varchar(9)";
    await database.query(`ALTER TABLE orders ${rename}`);
    await until(({ series, value }) => {
      expect(series("data_quality_duplicate_ratio")).toBe(0);
      expect(value("data_quality_checks_total", { dataset: "orders", result: "error" })).toBeGreaterThan(0);
      expect(series("data_quality_last_run_timestamp_seconds")).toBe(0);
    });
    const { value } = await scraped();
    expect(value("data_quality_rows", { dataset: "orders" })).toBe(4);
    expect(value("data_quality_up")).toBe(1);
    expect(log.lines.join("\n")).toMatch(/orders.*code.*check not evaluated/);
  });

  test.each(kind === "postgres" ? ["numeric", "real", "double precision"] : [])(
    "takes NaN of the type %s for no value of any range",
    async (type) => {
      await database.query(`DROP TABLE IF EXISTS readings;
        CREATE TABLE readings (low ${type}, high ${type}, middle ${type}, whole int);
        INSERT INTO readings VALUES ('NaN'::${type}, 'NaN'::${type}, 'NaN'::${type}, 1), (1, 1, 1, 2), (1e9, -1e9, 5, 3), (NULL, NULL, NULL, NULL)`);
      const checks = [
        declare.range("low", { min: 0 }),
        declare.range("high", { max: 10 }),
        declare.range("middle", { min: 0, max: 10 }),
        declare.range("whole", { min: 2 }),
      ];
      const readings = declare.defineDataset({ name: "readings", database: "shop", table: "readings", every, checks });
      await start([readings], { shop: database.url });
      await until(({ value }) => expect(value("data_quality_rows", { dataset: "readings" })).toBe(4));
      const { value } = await scraped();
      for (const column of ["low", "high", "middle", "whole"])
        expect(value("data_quality_out_of_range_ratio", { column }), column).toBeCloseTo(1 / 3);
    },
  );

  test("measures freshness by the newest row that is not in the future", async () => {
    await database.query(`${schema(kind)} DELETE FROM orders WHERE code <> 'old'; INSERT INTO orders (code, created_at)
      VALUES ('future', '2999-12-31'), ${kind === "postgres" ? "('never', 'infinity')" : "('never', '9999-12-31')"}`);
    await start([orders], { shop: database.url });
    await until(({ value }) => expect(value("data_quality_rows", { dataset: "orders" })).toBe(2));
    const { value } = await scraped();
    expect(value("data_quality_check_success", { check: "freshness:created_at" })).toBe(0);
    const age = Date.now() / 1000 - (value("data_quality_newest_row_timestamp_seconds") ?? 0);
    expect(age).toBeGreaterThan(199_000);
    expect(age).toBeLessThan(201_000);
  });

  test("exposes no ratio of no rows", async () => {
    await database.query(`${schema(kind)} DELETE FROM orders`);
    await start([orders], { shop: database.url });
    await until(({ value }) => expect(value("data_quality_rows", { dataset: "orders" })).toBe(0));
    const { series, value } = await scraped();
    expect(series("data_quality_null_ratio")).toBe(0);
    expect(value("data_quality_check_success", { check: "freshness:created_at" })).toBe(0);
    expect(series("data_quality_check_success")).toBe(2);
  });

  test("its connection cannot write, and the server ends what takes too long", async () => {
    await database.query(schema(kind));
    const client = sqlClient({ url: database.url, applicationName: "test", statementTimeout: 300 });
    const { signal } = new AbortController();
    await expect(client.query(sql`DELETE FROM orders`, signal)).rejects.toThrow(/read.only/i);
    const slow =
      kind === "postgres"
        ? sql`SELECT pg_sleep(60)`
        : sql`SELECT sum(length(concat(a.id, b.id, c.id, d.id))) FROM ${collations("a")}, ${collations("b")}, ${collations("c")}, ${collations("d")}`;
    await expect(client.query(slow, signal)).rejects.toThrow(/timeout|max_statement_time/);
    await client.close();
    const running =
      kind === "postgres"
        ? "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'"
        : "SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'SELECT sum(length%'";
    expect(await database.query(running)).toBe("0");
  });

  test("survives a restart of the database, and keeps no stale value", async () => {
    await database.query(schema(kind));
    await start([orders], { shop: database.url });
    await until(({ series }) => expect(series("data_quality_rows")).toBe(1));
    await database.stop();
    await until(({ value }) => expect(value("data_quality_up")).toBe(0));
    const { series, value } = await scraped();
    expect(series("data_quality_rows")).toBe(0);
    expect(series("data_quality_check_success")).toBe(0);
    expect(value("data_quality_database_up", { database: "shop" })).toBe(0);
    expect(value("data_quality_exporter_poll_errors_total", { reason: "unreachable" })).toBeGreaterThan(0);
    database = await startDatabase(kind, database.port);
    await database.query(schema(kind));
    await until((seen) => expect(seen.value("data_quality_rows", { dataset: "orders" })).toBe(4));
  });
});

test("a database that is down does not affect the datasets of another", async () => {
  const [good, bad] = await Promise.all([startDatabase("postgres"), startDatabase("mariadb")]);
  await Promise.all([good.query(schema("postgres")), bad.query(schema("mariadb"))]);
  await start([orders, { ...orders, name: "other-orders", database: "other" }], { shop: good.url, other: bad.url });
  await until(({ series }) => expect(series("data_quality_rows")).toBe(2));
  await bad.stop();
  await until(({ value, series }) => {
    expect(value("data_quality_database_up", { database: "other" })).toBe(0);
    expect(value("data_quality_database_up", { database: "shop" })).toBe(1);
    expect(series("data_quality_rows")).toBe(1);
    expect(value("data_quality_up")).toBe(0);
  });
  await good.stop();
});

test("a database that hangs does not affect the datasets of another, and each database is up or down", async () => {
  const good = await startDatabase("postgres");
  await good.query(schema("postgres"));
  const silent = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const hanging = `postgres://reader@127.0.0.1:${(silent.address() as AddressInfo).port}/shop`;
  // First in the list; the timeout of the poll is shorter than that of the statement.
  await start(
    [{ ...orders, name: "other-orders", database: "other" }, orders],
    { other: hanging, shop: good.url },
    1000,
  );
  for (let look = 0; look < 5; look += 1)
    await until(({ value, series }) => {
      expect(value("data_quality_database_up", { database: "other" })).toBe(0);
      expect(value("data_quality_database_up", { database: "shop" })).toBe(1);
      expect(series("data_quality_rows")).toBe(1);
      expect(value("data_quality_exporter_poll_errors_total", { reason: "timeout" })).toBeGreaterThan(look);
    });
  await good.stop();
  silent.close();
});
