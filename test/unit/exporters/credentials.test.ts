import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { fetchText } from "../../../exporters/common/backends/http.ts";
import {
  type CommonSettings,
  type ExporterProgram,
  exporterLog,
  startExporter,
} from "../../../exporters/common/exporter.ts";
import { type Declaration, readSettings } from "../../../exporters/common/settings.ts";
import { dataQualityExporter } from "../../../exporters/data-quality/program.ts";
import { fraudDetectionExporter } from "../../../exporters/fraud-detection/program.ts";
import { mlflowExporter } from "../../../exporters/mlflow/program.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";
import { runs } from "../../support/properties.ts";

/** Part of every secret, and of nothing else. */
const mark = "Zq7x";

/** fake: answers 403 with the credentials that it received. */
const echoingHttp = createHttpServer((request, response) => {
  const authorization = request.headers.authorization ?? "";
  const [, pair = ""] = /^Basic (.*)/.exec(authorization) ?? [];
  const plain = Buffer.from(pair, "base64").toString();
  response.writeHead(403).end(`${request.url} ${authorization} ${plain} ${encodeURIComponent(plain)}`);
});

/** fake: requires a clear password, as PostgreSQL's protocol allows, and answers with an error that contains it. */
const echoingPostgres = createServer((socket) => {
  let messages = 0;
  socket.on("error", () => {});
  socket.on("data", (data) => {
    messages += 1;
    if (messages === 1) return socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
    const password = data.subarray(5, -1).toString();
    const fields = Buffer.from(`SFATAL\0C28P01\0Mpassword ${password} of ${encodeURIComponent(password)} is wrong\0\0`);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(fields.length + 4);
    socket.end(Buffer.concat([Buffer.from("E"), length, fields]));
  });
});

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  for (const server of [echoingHttp, echoingPostgres])
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  echoingHttp.closeAllConnections();
  echoingHttp.close();
  echoingPostgres.close();
});

const words = fc.string({ unit: "grapheme-ascii", maxLength: 12 });
const secrets = fc.tuple(words, words).map(([before, after]) => before + mark + after);
const encoded = (user: string, password: string) => `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;

/** Starts an exporter on its backend, and returns what it logs until its first poll has failed. */
async function logOf<E extends MetricCatalog, S extends CommonSettings>(
  program: ExporterProgram<E, S>,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const reading = readSettings(program.settings, [], { LISTEN_ADDRESS: "127.0.0.1", PORT: "0", ...environment });
  if (reading.kind !== "settings") return JSON.stringify(reading);
  const lines: string[] = [];
  const log = exporterLog(program, reading.settings, { write: (line) => void lines.push(line) });
  const exporter = await startExporter(program, reading.settings, log);
  await vi.waitFor(() => expect(lines.join("")).toContain("poll failed"), 10_000);
  await exporter.stop();
  return lines.join("");
}

test("no exporter logs the credentials of its backend, whatever the backend answers", async () => {
  await fc.assert(
    fc.asyncProperty(words, secrets, async (user, password) => {
      const [http, postgres] = [`127.0.0.1:${portOf(echoingHttp)}`, `127.0.0.1:${portOf(echoingPostgres)}`];
      const inUrl = encoded(user, password);
      const logs = await Promise.all([
        logOf(mlflowExporter, { MLFLOW_TRACKING_URI: `http://${inUrl}@${http}` }),
        logOf(mlflowExporter, {
          MLFLOW_TRACKING_URI: `http://${http}`,
          MLFLOW_TRACKING_USERNAME: user,
          MLFLOW_TRACKING_PASSWORD: password,
        }),
        logOf(mlflowExporter, { MLFLOW_TRACKING_URI: `http://${http}`, MLFLOW_TRACKING_TOKEN: password }),
        logOf(fraudDetectionExporter, {
          FRAUD_SOURCE_URL: `http://${http}/events?token=${encodeURIComponent(password)}`,
        }),
        logOf(fraudDetectionExporter, { FRAUD_SOURCE_URL: `postgres://${inUrl}@${postgres}/fraud` }),
        logOf(dataQualityExporter, { DATA_QUALITY_DATABASES: `platform=postgres://${inUrl}@${postgres}/shop` }),
        logOf(dataQualityExporter, { DATA_QUALITY_DATABASES: `platform=mysql://${inUrl}@127.0.0.1:2/shop` }),
      ]);
      for (const log of logs) {
        expect(log).not.toContain(mark);
        expect(log).not.toContain(Buffer.from(`${user}:${password}`).toString("base64"));
      }
    }),
    { numRuns: runs(5) },
  );
}, 120_000);

test("no problem of a setting contains the credentials of an address", () => {
  const anything = fc.string({ unit: "grapheme-ascii", maxLength: 20 });
  const address = fc
    .tuple(
      fc.constantFrom("http://", "postgres://", "mysql:", "//", "shop=postgres://", ""),
      anything,
      secrets,
      anything,
      secrets,
    )
    .map(([scheme, user, password, rest, key]) => `${scheme}${user}:${password}@${rest}?key=${key}`);
  fc.assert(
    fc.property(address, (text) => {
      const problems = [
        readSettings(mlflowExporter.settings as Declaration<unknown>, [], { MLFLOW_TRACKING_URI: text }),
        readSettings(mlflowExporter.settings as Declaration<unknown>, [text, `--mlflow-url=${text}`], {}),
        readSettings(fraudDetectionExporter.settings as Declaration<unknown>, [], { FRAUD_SOURCE_URL: text }),
        readSettings(dataQualityExporter.settings as Declaration<unknown>, [], { DATA_QUALITY_DATABASES: text }),
      ].flatMap((reading) => (reading.kind === "problems" ? reading.problems : []));
      expect(problems.join("\n")).not.toContain(mark);
    }),
  );
});

test("user and password of an address are sent as a header", async () => {
  const server = createHttpServer((request, response) => response.end(request.headers.authorization ?? "none"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const signal = AbortSignal.timeout(5000);
  expect(await fetchText({ url: `http://reader:p%40ss@127.0.0.1:${port}/`, signal })).toBe(
    `Basic ${btoa("reader:p@ss")}`,
  );
  expect(await fetchText({ url: `http://127.0.0.1:${port}/`, signal })).toBe("none");
  server.close();
});

test("no redirect is followed: it may lead to a server that nobody named, and drop what was asked", async () => {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(302, { location: "http://user:hidden@127.0.0.1:1/else" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const request = { url: `http://127.0.0.1:${port}/search`, body: {}, signal: AbortSignal.timeout(5000) };
  await expect(fetchText(request)).rejects.toThrow("/search: 302, a redirect to ");
  expect(asked).toEqual(["POST /search"]);
  server.close();
});
