import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { connect } from "node:net";
import { pipeline, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createGzip } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LiveBoards } from "../../../lib/cli/preview/live-boards.ts";
import { answer } from "../../../lib/cli/preview.ts";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";

const boards: LiveBoards = { now: () => undefined, onChange: () => () => {}, stop: () => {} };
const path = "/prometheus/api/v1/query?query=";
let prometheus: Endpoint;
let preview: Endpoint;
let asked: string[];

beforeEach(async () => {
  asked = [];
  prometheus = await serveHttp((request, response) => {
    asked.push(request.url ?? "");
    const kind = new URL(request.url ?? "", "http://a").searchParams.get("query");
    if (kind === "page") response.setHeader("content-type", "text/html").end("<script>parent.stolen = 1</script>");
    else if (kind === "lying") response.setHeader("content-type", "text/html").end('{"status":"success"}');
    else if (kind === "moved") response.writeHead(302, { location: "/elsewhere" }).end();
    else if (kind === "long") response.end(Buffer.alloc(65 * 1024 * 1024, " "));
    else response.end('{"status":"success"}');
  });
  preview = await serveHttp((request, response) => answer(request, response, boards, { prometheus: prometheus.url }));
});
afterEach(async () => {
  await preview.stop();
  await prometheus.stop();
});

/** Sends a request line as it stands: fetch would correct it. */
async function raw(line: string): Promise<string> {
  const socket = connect(preview.port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(`${line} HTTP/1.1\r\nhost: ${preview.address}\r\nconnection: close\r\n\r\n`);
  return text(socket);
}

it.each(["GET //", "GET ///a", "GET http://", "GET *", "GET /\\\\[", "GET //[/"])("survives %s", async (line) => {
  expect(await raw(line)).toMatch(/^HTTP\/1\.1 [24]\d\d /);
  expect((await fetch(preview.url + path)).status).toBe(200);
});

it("passes on no page, whose scripts would run with the preview's rights", async () => {
  const refused = await fetch(`${preview.url}${path}page`);
  expect(refused.status).toBe(502);
  expect(refused.headers.get("content-type")).toBe("application/json");
  const lying = await fetch(`${preview.url}${path}lying`);
  expect(lying.headers.get("content-type")).toBe("application/json");
});

it("follows no redirect", async () => {
  expect((await fetch(`${preview.url}${path}moved`)).status).toBe(502);
  expect(asked).toEqual(["/api/v1/query?query=moved"]);
});

it("reads no endless answer", async () => {
  const answer = await fetch(`${preview.url}${path}long`);
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("answers with more than");
});

it("restricts what a page of it may load, and how its answers are read", async () => {
  const { headers } = await fetch(preview.url + path);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});

function* endless() {
  for (;;) yield Buffer.alloc(1024 * 1024, " ");
}

it("reads no endless answer that is compressed, and ends its connection", async () => {
  const open = new Set<ServerResponse>();
  const bomb = await serveHttp((_, response) => {
    open.add(response.setHeader("content-encoding", "gzip"));
    pipeline(Readable.from(endless()), createGzip(), response, () => open.delete(response));
  });
  const asking = await serveHttp((request, response) => answer(request, response, boards, { prometheus: bomb.url }));
  expect(await (await fetch(`${asking.url}${path}up`)).text()).toContain("answers with more than");
  await expect.poll(() => open.size).toBe(0);
  await Promise.all([asking.stop(), bomb.stop()]);
});

it.each(["GET / HTTP/1.1\r\nhost: a\r\n", "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n"])(
  "closes the connection of a client that does not finish %j",
  async (part) => {
    const patient = await serveHttp((request, response) => request.resume().on("end", () => response.end()), 0, 50);
    const socket = connect(patient.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(part);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
    await patient.stop();
  },
);
