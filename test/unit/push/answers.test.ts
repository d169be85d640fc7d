import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { connect } from "../../../lib/cli/grafana/connect.ts";
import { request, requestJson, type ServerAccess, textOf } from "../../../lib/cli/http/client.ts";
import { errorMessageOf } from "../../../lib/cli/http/server.ts";
import { fitToShow, UserError } from "../../../lib/cli/outcome.ts";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { reportPlan } from "../../../lib/cli/push/run.ts";
import { startFakeGrafana } from "../../fakes/grafana/fake-grafana.ts";

let server: Endpoint;
let requests: string[];
beforeEach(async () => {
  requests = [];
  server = await serveHttp((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    if (request.url === "/moved") response.writeHead(302, { location: "/there" }).end();
    else if (request.url === "/gone") response.writeHead(301, { location: "https://me:hunter2@other/" }).end();
    else if (request.url === "/evil") response.writeHead(400).end('{"message":"\\u001b[2J\\u001b]0;owned\\u0007gone"}');
    else response.end("{}");
  });
});
afterEach(() => server.stop());
const access = (): ServerAccess => ({ server: server.url });

describe("a redirect", () => {
  it.each(["GET", "POST", "PUT", "DELETE"])("of a %s is an error that names the address", async (method) => {
    await expect(request(access(), method, "/moved", [200])).rejects.toThrow(
      /answers 302, a redirect to \/there — use the address/,
    );
    expect(requests).toEqual([`${method} /moved`]);
  });

  it("of a plain POST is none either", async () => {
    await expect(requestJson(`${server.url}/moved`, {}, { method: "POST" })).rejects.toThrow(
      "answers 302, a redirect to /there",
    );
    expect(requests).toEqual(["POST /moved"]);
  });

  it("that names credentials does not show them", async () => {
    await expect(request(access(), "GET", "/gone", [200])).rejects.toThrow("https://***@other/");
  });
});

it("reads no more of an answer than it may hold", async () => {
  let sent = 0;
  async function* endless() {
    for (; ; sent++) yield new Uint8Array(1000);
  }
  await expect(textOf({ body: endless() }, 10_000)).rejects.toThrow("more than 10000 bytes");
  expect(sent).toBeLessThan(12);
  expect(await textOf({ body: null })).toBe("");
});

it("shows nothing of a server that a terminal would obey", async () => {
  const error = await request(access(), "GET", "/evil", [200]).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toContain("gone");
  for (const control of ["\u001b", "\u0007"]) expect(error.message).not.toContain(control);
});

it.each([
  ["GET https://user:pass@word@host/path?x=1: no", "GET https://***@host/path?x=1: no"],
  ["https://host/a@b and http://u@h", "https://host/a@b and http://***@h"],
  ["postgres://u:p@db/x\tmail@example.org\n", "postgres://***@db/x\tmail@example.org\n"],
  ["a\u009bb\rc", "a\ufffdb\ufffdc"],
  ["kafka\u202exe.exe\u2066", "kafka\ufffdxe.exe\ufffd"],
])("fits %j to be shown", (text, shown) => {
  expect(fitToShow(text)).toBe(shown);
});

it.each([
  [{ message: { a: 1 } }, '{"message":{"a":1}}'],
  [{ message: "no", details: { causes: [null, 7, { field: 3, message: null }] } }, "no; 3"],
  [{ message: "no", details: { causes: { length: 2 } } }, "no"],
  [{ message: "x".repeat(5000) }, "x".repeat(1000)],
])("reads the message of %j", (body, message) => {
  expect(errorMessageOf(body)).toBe(message);
});

it.each([
  ["13.2.1", "<html>", { version: "13.2.1" }, /does not answer in the documented form/],
  ["13.2.1", "{}", {}, /does not answer in the documented form/],
  ["9.4.0", "<html>", { version: "9.4.0" }, "Grafana 9.4.0, /api"],
  ["9.4.0", "<html>", {}, "Grafana of unknown version, /api"],
])("takes no page for a lack of the API that locks, but before Grafana 12: %s answers %s", async (...row) => {
  const [version, page, health, expected] = row;
  const grafana = await startFakeGrafana({ version, token: "glsa_editor" });
  onTestFinished(() => grafana.stop());
  const answers: Record<string, string> = {
    "/apis/dashboard.grafana.app": page,
    "/api/health": JSON.stringify(health),
  };
  grafana.fault = ({ path }) => (answers[path] === undefined ? undefined : { answer: 200, body: answers[path] });
  const description = connect({ server: grafana.url, authorization: "Bearer glsa_editor" }, 1).then(
    (api) => api.description,
    (error: Error) => error.message,
  );
  expect(await description).toMatch(expected);
});

it("ends though the pages of dashboards do not", async () => {
  const grafana = await startFakeGrafana({ version: "13.2.1", token: "glsa_editor" });
  onTestFinished(() => grafana.stop());
  grafana.fault = ({ path }) =>
    path.endsWith("/dashboards") ? { answer: 200, body: '{"metadata":{"continue":"again"},"items":[]}' } : undefined;
  const api = await connect({ server: grafana.url, authorization: "Bearer glsa_editor" }, 1);
  await expect(api.readDashboards([], "bigdata")).rejects.toThrow("it returns pages without end");
  expect(grafana.requests.length).toBeLessThan(10);
});

it("shows a plan without what a server's names would make a terminal do", () => {
  const shown = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => shown.mockRestore());
  const decision = { kind: "prune", uid: "\u001b[2Jevil", title: "", reason: "at https://a:hunter2@b" } as const;
  reportPlan({ server: "Grafana", decisions: [decision] }, { json: false });
  const text = shown.mock.calls.join("");
  expect(text).toContain("evil: at https://***@b");
  expect(text).not.toContain("\u001b");
});
