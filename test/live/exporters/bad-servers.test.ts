import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  await new Promise((resolve) => server.close(resolve));
});

/** A server that takes connections and then says what it likes, or nothing. */
async function listen(says: string | undefined): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
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

const rubbish = "HTTP/1.1 400 Bad Request\r\nConnection: keep-alive\r\n\r\n";

for (const [name, start] of Object.entries(programs))
  test.each([
    ["is silent", undefined],
    ["talks rubbish", rubbish],
  ])(`the exporter of ${name} goes on polling and answering while its database %s`, async (_, says) => {
    exporter = await start(await listen(says));
    const metrics = async () => (await fetch(`http://127.0.0.1:${exporter.port}/metrics`)).text();
    const errors = async () =>
      [...(await metrics()).matchAll(/poll_errors_total{.*} (\d+)/g)].reduce(
        (sum, [, count]) => sum + Number(count),
        0,
      );
    await vi.waitFor(async () => expect(await errors()).toBeGreaterThan(2), 30_000);
    expect(await metrics()).toMatch(/^(fraud|data_quality)_up 0$/m);
  });
