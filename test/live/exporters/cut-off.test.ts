import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duration } from "bigdata-monitoring";
import { afterAll, afterEach, describe, expect, test, vi } from "vitest";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import * as declare from "../../../exporters/data-quality/dataset.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";
import { startPostgres } from "../../../scripts/servers/postgres.ts";
import { type CutOffProxy, cutOffProxy } from "./cut-off-proxy.ts";
import { fakeMlflow } from "./fake-mlflow.ts";
import { fakeData } from "./fake-mlflow-data.ts";
import { insertSql } from "./fraud-events.ts";
import { startDatabase } from "./quality-databases.ts";
import { fast, keptLog } from "./scrape.ts";

const schema = readFileSync(new URL("../../../exporters/fraud-detection/schema.sql", import.meta.url), "utf8");
const folder = mkdtempSync(join(tmpdir(), "cut-off-"));
const orders = declare.defineDataset({
  name: "orders",
  database: "shop",
  table: "orders",
  every: "50ms",
  checks: [declare.freshness("at", "1d"), declare.rows({ min: 1 }), declare.duplicates(["id"])],
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Subject {
  readonly proxy: CutOffProxy;
  readonly exporter: RunningExporter;
  stop(): Promise<void>;
}

const common = { ...fast, pollTimeout: 1500 };
const fraudSettings = { predictionsTable: "fraud_predictions", labelsTable: "fraud_labels", settle: 0 } as const;

async function fraud(): Promise<Subject> {
  const database = await startPostgres();
  await database.query(`${schema}; ${insertSql([{ decision: "block", score: 0.9, usd: 1, age: 60 }])}`);
  const proxy = await cutOffProxy(database.port);
  const exporter = await startExporter(
    fraudDetectionExporter,
    {
      ...common,
      ...fraudSettings,
      sourceUrl: `postgres://postgres@127.0.0.1:${proxy.port}/postgres`,
      sourceToken: undefined,
      statementTimeout: 500,
      cursorFile: undefined,
      maxModels: 10,
    },
    keptLog(),
  );
  return { proxy, exporter, stop: database.stop };
}

async function quality(kind: "postgres" | "mariadb", every: Duration = "50ms"): Promise<Subject> {
  const datasets = join(folder, `${kind}-${every}.json`);
  writeFileSync(datasets, JSON.stringify([{ ...orders, every }]));
  const database = await startDatabase(kind);
  await database.query("CREATE TABLE orders (id int, at timestamp DEFAULT now()); INSERT INTO orders (id) VALUES (1)");
  const proxy = await cutOffProxy(database.port);
  const url = database.url.replace(`:${database.port}/`, `:${proxy.port}/`);
  const exporter = await startExporter(
    dataQualityExporter,
    { ...common, databases: new Map([["shop", url]]), datasets, statementTimeout: 200 },
    keptLog(),
  );
  return { proxy, exporter, stop: database.stop };
}

async function mlflow(): Promise<Subject> {
  const server = await fakeMlflow(fakeData());
  const proxy = await cutOffProxy(Number(new URL(server.url).port));
  const exporter = await startExporter(
    mlflowExporter,
    {
      ...common,
      mlflowUrl: `http://127.0.0.1:${proxy.port}`,
      username: undefined,
      password: undefined,
      token: undefined,
      recountInterval: 1,
      artifactsPerPoll: 10,
    },
    keptLog(),
  );
  return { proxy, exporter, stop: server.close };
}

const subjects = {
  "fraud detection on PostgreSQL": fraud,
  "data quality on PostgreSQL": () => quality("postgres"),
  "data quality on MariaDB": () => quality("mariadb"),
  "MLflow on fake-mlflow": mlflow,
};

let subject: Subject;
afterEach(async () => {
  await subject.exporter.stop();
  await subject.proxy.close();
  await subject.stop();
});

const exposition = async () => (await fetch(`http://127.0.0.1:${subject.exporter.port}/metrics`)).text();
const sum = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].reduce((total, [, value]) => total + Number(value), 0);
const up = (text: string) => /^\w+_up ([01])$/m.exec(text)?.[1];
const failures = (text: string) => sum(text, /^\w+(?:poll_errors_total{.*}|checks_total{.*"error"}) (\d+)/gm);
const polls = (text: string) => sum(text, /^\w+_poll_duration_seconds_count (\d+)/gm);
const until = (check: (text: string) => void) => vi.waitFor(async () => check(await exposition()), 60_000);

describe.each(Object.entries(subjects))("%s", (_, start) => {
  test("fails its polls, keeps no connection and recovers, wherever its backend hangs", async () => {
    subject = await start();
    const { proxy } = subject;
    await until((text) => expect(up(text)).toBe("1"));
    // What one connection carries from its first byte on, over some polls.
    proxy.reset();
    const [before, first] = [proxy.passed(), polls(await exposition())];
    await until((text) => expect(polls(text)).toBeGreaterThan(first + 3));
    const carried = proxy.passed() - before;

    for (const part of [0, 0.01, 0.05, 0.2, 0.5]) {
      proxy.limit = Math.floor(carried * part);
      proxy.reset();
      const [failed, accepted] = [failures(await exposition()), proxy.accepted()];
      await until((text) => expect(failures(text), `after ${proxy.limit} bytes`).toBeGreaterThan(failed + 2));
      await vi.waitFor(() => expect(proxy.accepted()).toBeGreaterThan(accepted + 1), 60_000);
      // One of the poll that is under way, one that is being closed.
      await vi.waitFor(() => expect(proxy.open()).toBeLessThan(3), 60_000);

      proxy.limit = Number.POSITIVE_INFINITY;
      proxy.reset();
      const recovered = failures(await exposition());
      await until((text) => {
        expect(up(text)).toBe("1");
        expect(text).toMatch(/^(fraud_window_predictions|data_quality_rows|mlflow_registered_models)\b/m);
      });
      expect(failures(await exposition())).toBeLessThan(recovered + 4);
    }
  });
});

test("a database that answers again is checked at once, however long the interval of its datasets is", async () => {
  subject = await quality("postgres", "1d");
  await until((text) => expect(text).toContain('data_quality_rows{dataset="orders"} 1'));
  subject.proxy.limit = 0;
  subject.proxy.reset();
  await until((text) => expect(up(text)).toBe("0"));
  expect(await exposition()).not.toMatch(/^data_quality_rows{/m);
  subject.proxy.limit = Number.POSITIVE_INFINITY;
  await until((text) => expect(text).toContain('data_quality_rows{dataset="orders"} 1'));
});
