import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { postgres } from "../../../exporters/common/backends/postgres.ts";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import contract from "../../../metrics/fraud-detection-exporter.ts";
import { type Postgres, startPostgres } from "../../../scripts/servers/postgres.ts";
import { insertSql, whileUnread } from "./fraud-events.ts";
import { fast, keptLog, scrape } from "./scrape.ts";

const schema = await readFile(new URL("../../../exporters/fraud-detection/schema.sql", import.meta.url), "utf8");
const log = keptLog();
let database: Postgres;
let exporter: RunningExporter;

beforeAll(async () => {
  database = await startPostgres();
}, 120_000);
afterAll(() => database.stop());

const start = ({ cursorFile, statementTimeout = 10_000 }: { cursorFile?: string; statementTimeout?: number } = {}) =>
  startExporter(
    fraudDetectionExporter,
    {
      ...fast,
      sourceUrl: database.connection,
      sourceToken: undefined,
      predictionsTable: "fraud_predictions",
      labelsTable: "fraud_labels",
      settle: 0,
      statementTimeout,
      cursorFile,
      maxModels: 3,
    },
    log,
  );

beforeEach(async () => {
  log.lines.length = 0;
  await database.query(`DROP TABLE IF EXISTS fraud_predictions, fraud_labels; ${schema}`);
});
afterEach(() => exporter?.stop());

const scraped = () => scrape(exporter.port, contract);
const until = (check: (seen: Awaited<ReturnType<typeof scraped>>) => void) =>
  vi.waitFor(async () => check(await scraped()), 60_000);
const untilUp = (up: 0 | 1) => until(({ value }) => expect(value("fraud_up")).toBe(up));

const gbm = { model: "gbm", version: "3" };
const hour = 3600;

test("windows contain what was recorded before the start, counters only what was recorded after it", async () => {
  await database.query(
    insertSql([
      { decision: "block", score: 0.97, usd: 500, age: 600, labels: [{ isFraud: true, after: 300 }] },
      { decision: "review", score: 0.7, usd: 80, age: 600, labels: [{ isFraud: false, after: 300 }] },
      { decision: "approve", score: 0.2, usd: 40, age: 600, labels: [{ isFraud: true, after: 300 }] },
      { decision: "approve", score: 0.1, usd: 30, age: 600, labels: [{ isFraud: false, after: 300 }] },
      { decision: "approve", score: 0.1, usd: 20, age: 600 },
      { decision: "error", score: null, usd: 10, age: 600 },
    ]),
  );
  exporter = await start();
  await untilUp(1);
  const { value } = await scraped();
  expect(value("fraud_predictions_total", { ...gbm, decision: "block" })).toBe(0);
  expect(value("fraud_labels_total", { ...gbm, outcome: "true_positive" })).toBe(0);
  for (const window of ["1h", "24h", "7d", "30d"]) {
    const labels = { ...gbm, window };
    expect(value("fraud_window_predictions", labels)).toBe(6);
    expect(value("fraud_window_labels", { ...labels, outcome: "false_negative" })).toBe(1);
    expect(value("fraud_labelled_ratio", labels)).toBeCloseTo(4 / 6);
    expect(value("fraud_precision_ratio", labels)).toBe(0.5);
    expect(value("fraud_recall_ratio", labels)).toBe(0.5);
    expect(value("fraud_accuracy_ratio", labels)).toBe(0.5);
    expect(value("fraud_false_positive_ratio", labels)).toBe(0.5);
    expect(value("fraud_confirmed_ratio", labels)).toBe(0.5);
  }
});

test("counts predictions and labels as they are recorded, each once, with scores, times and amounts", async () => {
  exporter = await start();
  await untilUp(1);
  await database.query(
    insertSql(
      [
        {
          decision: "block",
          score: 0.95,
          usd: 500.5,
          duration: 0.02,
          age: 2 * hour,
          labels: [{ isFraud: true, after: 2 * hour }],
        },
        { decision: "review", score: 0.951, usd: 80, duration: 3, age: 0, labels: [{ isFraud: false, after: 0 }] },
        { decision: "approve", score: 0, usd: 40, duration: 0.005, age: 0, labels: [{ isFraud: true, after: 0 }] },
        { decision: "error", score: null, usd: 7, duration: 1, age: 0, labels: [{ isFraud: true, after: 0 }] },
      ],
      0,
    ),
  );
  await until(({ value }) => expect(value("fraud_predictions_total", { ...gbm, decision: "error" })).toBe(1));
  await until(({ value }) => expect(value("fraud_labels_total", { ...gbm, outcome: "false_negative" })).toBe(1));
  const { value } = await scraped();
  expect(value("fraud_predictions_usd_total", { ...gbm, decision: "block" })).toBe(500.5);
  expect(value("fraud_prediction_score_bucket", { ...gbm, le: "0.05" })).toBe(1);
  expect(value("fraud_prediction_score_bucket", { ...gbm, le: "0.95" })).toBe(2);
  expect(value("fraud_prediction_score_count", gbm)).toBe(3);
  expect(value("fraud_prediction_score_sum", gbm)).toBeCloseTo(1.901);
  expect(value("fraud_prediction_duration_seconds_bucket", { ...gbm, le: "0.005" })).toBe(1);
  expect(value("fraud_prediction_duration_seconds_bucket", { ...gbm, le: "2.5" })).toBe(3);
  expect(value("fraud_prediction_duration_seconds_count", gbm)).toBe(4);
  expect(value("fraud_labels_total", { ...gbm, outcome: "true_positive" })).toBe(1);
  expect(value("fraud_label_delay_seconds_bucket", { ...gbm, le: "3600" })).toBe(2);
  expect(value("fraud_label_delay_seconds_count", gbm)).toBe(3);
  expect(value("fraud_blocked_usd_total", gbm)).toBe(500.5);
  expect(value("fraud_missed_usd_total", gbm)).toBe(40);
  expect(value("fraud_wrongly_blocked_usd_total", gbm)).toBe(80);
});

test("a late label counts in the windows of its prediction, and a corrected one replaces the earlier", async () => {
  const old = { decision: "approve", score: 0.1, usd: 60, age: 72 * hour } as const;
  await database.query(insertSql([old, { ...old, score: 0.2 }]));
  exporter = await start();
  await untilUp(1);
  await database.query(whileUnread("INSERT INTO fraud_labels SELECT id, true FROM fraud_predictions"));
  const window = (name: string) => ({ ...gbm, window: name, outcome: "false_negative" });
  await until(({ value }) => expect(value("fraud_window_labels", window("7d"))).toBe(2));
  expect((await scraped()).value("fraud_window_labels", window("24h"))).toBe(0);

  await database.query(
    whileUnread("INSERT INTO fraud_labels SELECT id, false FROM fraud_predictions WHERE score = 0.2"),
  );
  await until(({ value }) =>
    expect(value("fraud_window_labels", { ...window("7d"), outcome: "true_negative" })).toBe(1),
  );
  const { value } = await scraped();
  expect(value("fraud_window_labels", window("7d"))).toBe(1);
  expect(value("fraud_labels_total", { ...gbm, outcome: "false_negative" })).toBe(2);
  expect(value("fraud_labels_total", { ...gbm, outcome: "true_negative" })).toBe(1);
});

test("a cursor file makes counters continue where the last exporter left off", async () => {
  const file = join(database.folder, "fraud-cursor");
  const event = { decision: "block", score: 0.9, usd: 1, age: 0 } as const;
  exporter = await start({ cursorFile: file });
  await untilUp(1);
  await database.query(insertSql([event]));
  await until(({ value }) => expect(value("fraud_predictions_total", { ...gbm, decision: "block" })).toBe(1));
  await exporter.stop();

  await database.query(insertSql([event, event]));
  exporter = await start({ cursorFile: file });
  await until(({ value }) => expect(value("fraud_predictions_total", { ...gbm, decision: "block" })).toBe(2));
  await until(({ value }) => expect(value("fraud_window_predictions", { ...gbm, window: "1h" })).toBe(3));
});

test("the score drift grows when the scores of a model change", async () => {
  const past = Array.from(
    { length: 40 },
    (_, i) => ({ decision: "approve", score: (i % 40) / 40, usd: 1, age: 48 * hour }) as const,
  );
  const today = Array.from({ length: 40 }, () => ({ decision: "approve", score: 0.99, usd: 1, age: 600 }) as const);
  await database.query(insertSql([...past, ...today]));
  exporter = await start();
  await until(({ value }) => expect(value("fraud_score_psi", { ...gbm, window: "24h" })).toBeGreaterThan(1));
  expect((await scraped()).value("fraud_score_psi", { ...gbm, window: "7d" })).toBeUndefined();
});

test("model versions beyond the limit are left out of the windows, counted and logged", async () => {
  exporter = await start();
  await untilUp(1);
  const versions = ["1", "2", "3", "4", "5"];
  await database.query(
    insertSql(versions.map((version) => ({ version, decision: "block", score: 0.9, usd: 1, age: 0 }))),
  );
  await until(({ value }) =>
    expect(value("fraud_exporter_dropped_samples_total", { metric: "fraud_window_predictions" })).toBeGreaterThan(1),
  );
  await until(({ series }) => expect(series("fraud_window_predictions")).toBe(3 * 4));
  expect(log.lines.join("")).toContain('"limit":3,"message":"model versions left out: too many"');
});

test.each([
  ["is locked", "BEGIN; LOCK fraud_predictions; SELECT pg_sleep(15); COMMIT", "timeout", "lock timeout"],
  [
    "lost a column",
    "ALTER TABLE fraud_predictions RENAME COLUMN score TO points",
    "unreadable",
    // The queries name it with and without its table.
    "does not exist",
  ],
  ["is gone", "DROP TABLE fraud_labels", "unreadable", '"fraud_labels" does not exist'],
])("fails while a table %s, and recovers", async (_, sql, reason, words) => {
  await database.query(insertSql([{ decision: "block", score: 0.9, usd: 1, age: 60 }]));
  // A lock is not waited for longer than half of it.
  exporter = await start({ statementTimeout: 1000 });
  await untilUp(1);
  const change = database.query(sql);
  await untilUp(0);
  const failed = await scraped();
  expect(failed.series("fraud_window_predictions")).toBe(0);
  expect(failed.series("fraud_newest_prediction_timestamp_seconds")).toBe(0);
  expect(failed.value("fraud_exporter_poll_errors_total", { reason })).toBeGreaterThan(0);
  expect(log.lines.join("\n")).toContain(words.replaceAll('"', '\\"'));
  await change;
  await database.query(`DROP TABLE IF EXISTS fraud_predictions, fraud_labels; ${schema}`);
  await untilUp(1);
});

test("survives a restart of the database", async () => {
  exporter = await start();
  await untilUp(1);
  const { port } = database;
  await database.stop();
  await untilUp(0);
  expect((await scraped()).value("fraud_exporter_poll_errors_total", { reason: "unreachable" })).toBeGreaterThan(0);
  database = await startPostgres({ port });
  await database.query(schema);
  await untilUp(1);
}, 60_000);

test("its connection cannot write", async () => {
  const connection = postgres({ url: database.connection, applicationName: "test", statementTimeout: 1000 });
  const write = connection.query("DELETE FROM fraud_labels", [], new AbortController().signal);
  await expect(write).rejects.toThrow("read-only transaction");
  await connection.close();
});

test("skips and counts rows that cannot be counted, and counts the others once", async () => {
  await database.query(`ALTER TABLE fraud_predictions DROP CONSTRAINT fraud_predictions_decision_check,
    DROP CONSTRAINT fraud_predictions_score_check, ALTER amount_usd TYPE float8`);
  exporter = await start();
  await untilUp(1);
  await database.query(insertSql([{ decision: "block", score: 0.9, usd: 7, age: 60 }], 0));
  await database.query(
    whileUnread(`INSERT INTO fraud_predictions VALUES
    (901, 'gbm', '3', 'perhaps', 0.5, 1, 1, now()),
    (902, 'gbm', '3', 'block', 0.5, 'NaN', 1, now()),
    (903, 'gbm', '3', 'block', 0.5, -1, 1, now()),
    (904, 'gbm', '3', 'block', 0.5, 1, 'Infinity', now()),
    (905, repeat('m', 1000), '3', 'block', 0.5, 1, 1, now()),
    (906, 'gbm', '3', 'block', 0.5, 1, 1, 'infinity'),
    (907, 'gbm', '3', 'block', 0.5, 1, 1, now() + interval '2 days'),
    (908, 'gbm', '3', 'block', 0.5, 1, 1, '1960-01-01'),
    (909, 'gbm', '3', 'block', 0.5, 1e308, 1, now()),
    (910, 'gbm', '3', 'block', 0.5, 1e308, 1, now()),
    (911, 'gbm', '3', 'block', 'NaN', 1, 1, now())`),
  );
  await database.query(whileUnread("INSERT INTO fraud_labels VALUES (902, true)"));
  await vi.waitFor(async () => {
    const { value } = await scraped();
    expect(value("fraud_exporter_skipped_rows_total", { kind: "predictions" })).toBe(11);
    expect(value("fraud_exporter_skipped_rows_total", { kind: "labels" })).toBe(1);
    expect(value("fraud_predictions_total", { decision: "block" })).toBe(1);
    expect(value("fraud_predictions_usd_total", { decision: "block" })).toBe(7);
    expect(value("fraud_newest_prediction_timestamp_seconds")).toBeLessThan(Date.now() / 1000);
    expect(value("fraud_window_predictions", { window: "30d" })).toBe(1);
    expect(value("fraud_up")).toBe(1);
  }, 60_000);
});
