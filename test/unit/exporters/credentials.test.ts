import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { askText } from "../../../exporters/common/backends/http.ts";
import { jsonLog } from "../../../exporters/common/log.ts";

test("a log line never holds the credentials of an address", () => {
  const lines: string[] = [];
  const log = jsonLog("mlflow-exporter", "info", (line) => lines.push(line));
  log.error("poll failed", { error: "connect to postgres://reader:s3cret@db:5432/fraud: refused, see http://a@b/" });
  expect(lines.join("")).toContain("postgres://***@db:5432/fraud");
  expect(lines.join("")).not.toMatch(/s3cret|reader|a@b/);
});

test("user and password of an address are sent as a header", async () => {
  const server = createServer((request, response) => response.end(request.headers.authorization ?? "none"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const signal = AbortSignal.timeout(5000);
  expect(await askText({ url: `http://reader:p%40ss@127.0.0.1:${port}/`, signal })).toBe(
    `Basic ${btoa("reader:p@ss")}`,
  );
  expect(await askText({ url: `http://127.0.0.1:${port}/`, signal })).toBe("none");
  server.close();
});
