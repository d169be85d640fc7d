import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import contract from "../../../metrics/fraud-detection-exporter.ts";
import { fast, keptLog, scrape } from "./scrape.ts";

/** fake-fraud-service: keeps the protocol that the exporter's README defines, with events in memory, one a page. */
interface FakeService {
  events: { predictions: Timed[]; labels: Timed[] };
  /** Answers this instead, where it is set. */
  rubbish?: string;
  /** Sends a part of the answer and ends the connection, where it is set. */
  cut?: (socket: Socket, body: string) => void;
  readonly authorizations: Set<string | undefined>;
}
type Timed = Record<string, unknown> & { recorded_at: string };

const service: FakeService = { events: { predictions: [], labels: [] }, authorizations: new Set() };
const server = createServer((request, response) => {
  service.authorizations.add(request.headers.authorization);
  if (service.rubbish !== undefined) return response.end(service.rubbish);
  const { searchParams } = new URL(request.url ?? "/", "http://fake");
  const until = searchParams.get("until") ?? new Date().toISOString();
  const isNext = ({ recorded_at }: Timed) => recorded_at > (searchParams.get("after") ?? "") && recorded_at <= until;
  const waiting = [...service.events.predictions, ...service.events.labels].filter(isNext);
  const next = waiting.map((event) => event.recorded_at).sort()[0];
  const through = next ?? until;
  const inPage = (event: Timed) => event.recorded_at === next;
  const body = JSON.stringify({
    predictions: service.events.predictions.filter(inPage),
    labels: service.events.labels.filter(inPage),
    through,
    more: waiting.length > 0,
  });
  if (service.cut) return service.cut(request.socket, body);
  response.end(body);
});

const log = keptLog();
let exporter: RunningExporter;

beforeEach(async () => {
  service.events = { predictions: [], labels: [] };
  delete service.rubbish;
  delete service.cut;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  exporter = await startExporter(
    fraudDetectionExporter,
    {
      ...fast,
      sourceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
      sourceToken: "s3cret",
      predictionsTable: "",
      labelsTable: "",
      settle: 0,
      statementTimeout: 500,
      cursorFile: undefined,
      maxModels: 10,
    },
    log,
  );
});

afterEach(async () => {
  await exporter.stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const until = (check: (seen: Awaited<ReturnType<typeof scrape>>) => void) =>
  vi.waitFor(async () => check(await scrape(exporter.port, contract)), 60_000);

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
const shared = { model: "gbm", version: "3", amount_usd: 100 };

test("follows a service's endpoint as it follows a database", async () => {
  await until(({ value }) => expect(value("fraud_up")).toBe(1));
  const predicted_at = ago(600);
  service.events = {
    predictions: [
      { ...shared, decision: "block", score: 0.9, duration_seconds: 0.02, predicted_at, recorded_at: ago(0) },
      { ...shared, decision: "error", score: null, duration_seconds: 1, predicted_at, recorded_at: ago(-0.01) },
    ],
    labels: [{ ...shared, decision: "block", predicted_at, is_fraud: true, was_fraud: null, recorded_at: ago(-0.02) }],
  };
  await until(({ value }) => {
    expect(value("fraud_predictions_total", { decision: "block" })).toBe(1);
    expect(value("fraud_predictions_total", { decision: "error" })).toBe(1);
    expect(value("fraud_prediction_score_count")).toBe(1);
    expect(value("fraud_labels_total", { outcome: "true_positive" })).toBe(1);
    expect(value("fraud_blocked_usd_total")).toBe(100);
    expect(value("fraud_recall_ratio", { window: "1h" })).toBe(1);
  });
  expect([...service.authorizations]).toEqual(["Bearer s3cret"]);
});

test.each([
  ["no JSON", "<html>", "expected JSON, found"],
  ["no time", '{"predictions":[],"labels":[],"through":"soon","more":false}', "/events.through: expected a time"],
  ["a time that goes back", '{"through":"2001-01-01T00:00:00Z","more":true}', "lies before `after`"],
  ["a time in the future", '{"through":"9999-01-01T00:00:00Z","more":false}', "or in the future"],
])("says what is wrong with an answer that holds %s", async (_, rubbish, words) => {
  await until(({ value }) => expect(value("fraud_up")).toBe(1));
  service.rubbish = rubbish;
  await until(({ value }) => {
    expect(value("fraud_up")).toBe(0);
    expect(value("fraud_exporter_poll_errors_total", { reason: "unreadable" })).toBeGreaterThan(0);
  });
  expect(log.lines.join("\n")).toContain(words);
});

test("counts each good row once and skips the bad ones", async () => {
  await until(({ value }) => expect(value("fraud_up")).toBe(1));
  const predicted_at = ago(600);
  const good = { ...shared, decision: "block", score: 0.9, duration_seconds: 0.02, predicted_at };
  const bad = [
    { amount_usd: "NaN" },
    { amount_usd: -5 },
    { amount_usd: 1e300 },
    { duration_seconds: "Infinity" },
    { score: 7 },
    { decision: "maybe" },
    { predicted_at: "soon" },
    { predicted_at: "1969-12-31T23:59:59Z" },
    { predicted_at: "9999-12-31T23:59:59Z" },
    { model: null },
    { version: "v".repeat(1000) },
  ];
  const recorded_at = ago(0);
  service.events = {
    predictions: [good, ...bad.map((fields) => ({ ...good, ...fields })), good].map((one) => ({ ...one, recorded_at })),
    labels: [
      { ...shared, decision: "block", predicted_at, is_fraud: "yes", recorded_at },
      { ...shared, decision: "block", predicted_at, is_fraud: true, recorded_at },
    ],
  };
  await until(({ value }) => {
    expect(value("fraud_exporter_skipped_rows_total", { kind: "predictions" })).toBe(bad.length);
    expect(value("fraud_exporter_skipped_rows_total", { kind: "labels" })).toBe(1);
    expect(value("fraud_predictions_total", { decision: "block" })).toBe(2);
    expect(value("fraud_predictions_usd_total", { decision: "block" })).toBe(200);
    expect(value("fraud_labels_total", { outcome: "true_positive" })).toBe(1);
    expect(value("fraud_newest_prediction_timestamp_seconds")).toBeCloseTo(Date.parse(predicted_at) / 1000);
    expect(value("fraud_up")).toBe(1);
  });
  // A later page is read, and nothing is counted again.
  service.events.predictions.push({ ...good, recorded_at: ago(0) });
  await until(({ value }) => expect(value("fraud_predictions_total", { decision: "block" })).toBe(3));
  expect(log.lines.filter((line) => line.includes("rows skipped"))).toHaveLength(1);
});

const head = (body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
const half = (text: string) => text.slice(0, text.length / 2);
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

test.each<[string, string, (body: string) => string]>([
  ["before it answers", "unreachable", () => ""],
  ["within the first line", "unreachable", () => "HTTP/1."],
  ["within a header", "unreachable", (body) => head(body).slice(0, 30)],
  ["after the headers", "unreachable", head],
  ["in the middle of its answer", "unreachable", (body) => head(body) + half(body)],
  ["one byte before the end", "unreachable", (body) => head(body) + body.slice(0, -1)],
  [
    "between two chunks",
    "unreachable",
    (body) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk(half(body))}`,
  ],
  [
    "within an answer without a length",
    "unreadable",
    (body) => `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${half(body)}`,
  ],
])(
  "counts nothing of a service that ends the connection %s, and everything once it is back",
  async (_, reason, part) => {
    await until(({ value }) => expect(value("fraud_up")).toBe(1));
    service.cut = (socket, body) => socket.end(part(body), () => socket.destroy());
    const good = { ...shared, decision: "block", score: 0.9, duration_seconds: 0.02, predicted_at: ago(600) };
    service.events.predictions = Array.from({ length: 100 }, () => ({ ...good, recorded_at: ago(0) }));
    await until(({ value }) => {
      expect(value("fraud_up")).toBe(0);
      expect(value("fraud_exporter_poll_errors_total", { reason })).toBeGreaterThan(1);
      expect(value("fraud_predictions_total", { decision: "block" }) ?? 0).toBe(0);
    });
    delete service.cut;
    await until(({ value }) => {
      expect(value("fraud_up")).toBe(1);
      expect(value("fraud_predictions_total", { decision: "block" })).toBe(100);
    });
  },
);
