import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mysql2 from "mysql2";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { type RunningExporter, startExporter } from "../../../exporters/common/exporter.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import { fast, keptLog } from "./scrape.ts";

const folder = mkdtempSync(join(tmpdir(), "bad-servers-"));
const datasets = join(folder, "datasets.json");
writeFileSync(datasets, "[]");
afterAll(() => rmSync(folder, { recursive: true }));

let exporter: RunningExporter;
let server: Server;
const sockets = new Set<Socket>();

afterEach(async () => {
  await exporter.stop();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => server.close(resolve));
});

/** A server that accepts connections and then sends this text, or nothing. */
async function listen(says: string | Buffer | undefined): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    // What is not read does not end.
    socket.resume();
    if (says !== undefined) socket.write(says);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const programs = {
  "fraud detection": (address: string) =>
    startExporter(
      fraudDetectionExporter,
      {
        ...fast,
        pollTimeout: 500,
        sourceUrl: `postgres://reader@${address}/fraud`,
        sourceToken: undefined,
        predictionsTable: "fraud_predictions",
        labelsTable: "fraud_labels",
        settle: 0,
        statementTimeout: 200,
        cursorFile: undefined,
        maxModels: 10,
      },
      keptLog(),
    ),
  "data quality of PostgreSQL": (address: string) => startQuality(`postgres://reader@${address}/shop`),
  "data quality of MySQL": (address: string) => startQuality(`mysql://reader@${address}/shop`),
};

const startQuality = (url: string) =>
  startExporter(
    dataQualityExporter,
    { ...fast, pollTimeout: 1000, databases: new Map([["shop", url]]), datasets, statementTimeout: 200 },
    keptLog(),
  );

const http = "HTTP/1.1 400 Bad Request\r\nConnection: keep-alive\r\n\r\n";

for (const [name, start] of Object.entries(programs))
  test.each([
    ["answers nothing", undefined],
    ["answers in another protocol", http],
  ])(`the exporter of ${name} continues to poll and to serve while its database %s`, async (_, says) => {
    exporter = await start(await listen(says));
    const metrics = async () => (await fetch(`http://127.0.0.1:${exporter.port}/metrics`)).text();
    const errors = async () =>
      [...(await metrics()).matchAll(/poll_errors_total{.*} (\d+)/g)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
    await vi.waitFor(async () => expect(await errors()).toBeGreaterThan(2), 60_000);
    expect(await metrics()).toMatch(/^(fraud|data_quality)_up 0$/m);
  });

/** hanging-postgres: accepts every login, as the protocol defines it, and then answers no query. */
const loginAccepted = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** hanging-mysql: the server of mysql2, which accepts every login and then answers no query. */
async function listenAsMysql(): Promise<string> {
  const hanging = mysql2.createServer((connection) => {
    connection.on("error", () => {});
    connection.on("query", () => {});
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: "8.4.0",
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xffffff ^ 2048,
      authCallback: (_: unknown, accept: (error: null, message?: object) => void) => accept(null),
    });
  });
  // Its sockets are those of a server of Node.
  server = (hanging as unknown as { _server: Server })._server;
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ["fraud detection", "answers nothing", () => listen(undefined)],
  ["data quality of PostgreSQL", "answers nothing", () => listen(undefined)],
  ["data quality of MySQL", "answers nothing", () => listen(undefined)],
  ["fraud detection", "accepts the login and then hangs", () => listen(loginAccepted)],
  ["data quality of PostgreSQL", "accepts the login and then hangs", () => listen(loginAccepted)],
  ["data quality of MySQL", "accepts the login and then hangs", listenAsMysql],
] as const)("the exporter of %s keeps no connection to a database that %s", async (name, _, open) => {
  exporter = await programs[name](await open());
  const metrics = async () => (await fetch(`http://127.0.0.1:${exporter.port}/metrics`)).text();
  const errors = async () =>
    [...(await metrics()).matchAll(/poll_errors_total{.*} (\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  await vi.waitFor(async () => expect(await errors()).toBeGreaterThan(5), 60_000);
  expect(sockets.size).toBeGreaterThan(5);
  // One poll is under way, and one may just be ending.
  expect([...sockets].filter((socket) => !socket.destroyed && !socket.readableEnded).length).toBeLessThan(3);
});
