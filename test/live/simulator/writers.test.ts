import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { type MariaDb, startMariaDb } from "../../../scripts/servers/mariadb.ts";
import { startMlflow } from "../../../scripts/servers/mlflow.ts";
import { type Postgres, startPostgres } from "../../../scripts/servers/postgres.ts";
import { startWriters } from "../../../simulator/backends/writers.ts";
import { conditionsAt } from "../../../simulator/scenario.ts";
import { scenarios } from "../../../simulator/scenarios/index.ts";
import { world } from "../../../simulator/world/world.ts";

let postgres: Postgres;
let mysql: MariaDb;
let mlflow: Endpoint;
let logs: string;
const reported: string[] = [];
const seconds = 120;

beforeAll(async () => {
  [postgres, mysql, mlflow] = await Promise.all([startPostgres(), startMariaDb(), startMlflow()]);
  logs = await mkdtemp(join(tmpdir(), "simulated-logs-"));
  await postgres.query(await readFile("exporters/fraud-detection/schema.sql", "utf8"));
  await mysql.query("CREATE DATABASE shop");
  const writers = await startWriters(
    {
      postgres: postgres.connection,
      mysql: `mysql://${mysql.user}@${mysql.address}/shop`,
      mlflow: mlflow.url,
      logs,
    },
    (line) => reported.push(line),
  );
  const begin = Date.UTC(2026, 0, 14, 12) / 1000;
  const simulated = world({ seed: 1, begin });
  const conditions = conditionsAt(scenarios["schema-breaks"], 60);
  for (let time = begin + 10; time <= begin + seconds; time += 10)
    await writers.write(simulated.advance(time, conditions));
  await writers.close();
});
afterAll(async () => {
  await Promise.all([postgres?.stop(), mysql?.stop(), mlflow?.stop(), rm(logs, { recursive: true, force: true })]);
});

it("writes without errors", () => {
  expect(reported).toEqual([]);
});

it("writes as many predictions as there are transactions, and the truth of those that are old enough", async () => {
  const recent = Number(
    await postgres.query("SELECT count(*) FROM fraud_predictions WHERE recorded_at > now() - interval '5 minutes'"),
  );
  expect(recent / seconds).toBeGreaterThan(5);
  const called = "count(*) FILTER (WHERE is_fraud AND decision <> 'approve')::float / count(*) FILTER (WHERE is_fraud)";
  const recall = Number(
    await postgres.query(`SELECT ${called} FROM fraud_labels JOIN fraud_predictions ON id = prediction_id`),
  );
  expect(recall).toBeGreaterThan(0.75);
  expect(recall).toBeLessThan(0.95);
});

it("writes payments with the defects of a broken schema", async () => {
  const share = Number(await mysql.query("SELECT avg(iban IS NULL) FROM shop.payments"));
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
  expect(Number(await mysql.query("SELECT count(*) FROM shop.orders"))).toBeGreaterThan(100);
});

it("registers a run and its model", async () => {
  const response = await fetch(`${mlflow.url}/api/2.0/mlflow/registered-models/alias?name=gbm&alias=champion`);
  expect(await response.json()).toMatchObject({ model_version: { name: "gbm", version: "1" } });
});

it("writes logs as JSON lines", async () => {
  const lines = (await readFile(join(logs, "etl/etl.log"), "utf8")).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).level)).toContain("error");
});

it("begins again on what an earlier one wrote, as after a restart", async () => {
  const urls = {
    postgres: postgres.connection,
    mysql: `mysql://${mysql.user}@${mysql.address}/shop`,
    mlflow: mlflow.url,
  };
  const again = await startWriters(urls, (line) => reported.push(line));
  await again.write(
    world({ seed: 1, begin: Date.UTC(2026, 0, 14, 13) / 1000 }).advance(
      Date.UTC(2026, 0, 14, 13) / 1000 + 10,
      conditionsAt(undefined, 0),
    ),
  );
  await again.close();
  expect(reported).toEqual([]);
});
