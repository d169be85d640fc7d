import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { takePort } from "../../scripts/servers/ports.ts";
import { startProcess } from "../../scripts/servers/process.ts";

const publicUrl = "https://monitoring.example.org";
let server: Endpoint;
let grafana: Endpoint | undefined;
/** Cookies and addresses that Grafana was asked with. */
const asked: string[] = [];
let runbooks = "";
let proxy: Endpoint;
let address = "";

beforeAll(async () => {
  server = await serveHttp((_, response) => response.end("of the server"));
  grafana = await serveHttp(({ url, headers }, response) => {
    asked.push(`${url} ${headers.cookie ?? ""}${headers.authorization ?? ""}`);
    response.statusCode = headers.cookie?.includes("grafana_session=of-jane") ? 200 : 401;
    response.end("{}");
  });
  const ports = { 9093: await takePort(), 3100: await takePort(), 8405: await takePort() };
  address = `http://127.0.0.1:${ports[9093]}`;
  runbooks = `http://127.0.0.1:${ports[8405]}/runbooks`;
  const haproxy = await tool("haproxy");
  proxy = await startProcess({
    name: "haproxy",
    port: ports[8405],
    env: { PUBLIC_URL: publicUrl, RUNBOOKS: resolve("test/fixtures/runbooks"), GRAFANA_URL: grafana.url },
    ready: "/health",
    prepare: async ({ folder }) => {
      // The same but for its addresses: here it listens on this machine only.
      const common = (await readFile("compose/haproxy/common.cfg", "utf8"))
        .replaceAll(/bind :(9093|3100|8405)/g, (_, port: keyof typeof ports) => `bind 127.0.0.1:${ports[port]}`)
        .replaceAll("/etc/haproxy/", `${resolve("compose/haproxy")}/`);
      const backends = ["alertmanager", "loki"].map((name) => `backend ${name}\n  server ${name} ${server.address}\n`);
      await writeFile(join(folder, "common.cfg"), common);
      await writeFile(join(folder, "test.cfg"), backends.join("\n"));
      return [haproxy, "-db", "-f", join(folder, "common.cfg"), "-f", join(folder, "test.cfg")];
    },
  });
});

afterAll(async () => {
  await proxy?.stop();
  await server?.stop();
  await grafana?.stop();
});

it.each([
  ["of the public address", `${publicUrl}:9093`, 200],
  ["of the public address, behind a proxy with the default port", publicUrl, 200],
  ["of localhost", "http://localhost:9093", 200],
  ["of another host that begins like the public one", `${publicUrl}.evil.example:9093`, 403],
  ["of the public host without TLS", "http://monitoring.example.org:9093", 403],
  ["of another web site", "https://pages.example.org", 403],
  ["without an origin of its own", "null", 403],
])("a page %s gets the right answer", async (_, origin, status) => {
  expect((await fetch(address, { method: "POST", headers: { origin } })).status).toBe(status);
});

it("lets programs through, which send no origin", async () => {
  expect(await (await fetch(address, { method: "POST" })).text()).toBe("of the server");
});

describe("runbooks", () => {
  const jane = { cookie: "theme=dark; grafana_session=of-jane" };
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(runbooks + path, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };

  it("are shown to those who are logged in to Grafana, as a page without scripts", async () => {
    const { status, headers, text } = await open("/HostDown.html", jane);
    expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(text).toBe(await readFile("test/fixtures/runbooks/HostDown.html", "utf8"));
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(asked.at(-1)).toBe(`/api/user ${jane.cookie}`);
  });

  it.each([
    ["nobody", {}],
    ["a session that is over", { cookie: "grafana_session=old" }],
    ["a wrong token", { authorization: "Bearer x" }],
  ])("send %s to Grafana's login, and say nothing of the runbook", async (_, headers: Record<string, string>) => {
    const { status, text } = await open("/HostDown.html", headers);
    expect(status).toBe(401);
    expect(text).toContain(`href="${publicUrl}:3000/login"`);
    expect(text).not.toContain("HostDown");
  });

  it.each([
    "/../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/HostDown.md",
    "/HostGone.html",
    "/",
    "//etc/passwd",
  ])("are all that can be asked for: not %s", async (path) => {
    // fetch would resolve the dots before it asks.
    expect(await rawStatus(`/runbooks${path}`)).toBe(404);
  });

  it("stay closed while Grafana does not answer", async () => {
    await grafana?.stop();
    grafana = undefined;
    const { status, text } = await open("/HostDown.html", jane);
    expect([status, text]).toEqual([503, expect.stringContaining("Grafana does not answer")]);
    expect((await fetch(runbooks.replace("/runbooks", "/health"))).status).toBe(200);
  });

  const rawStatus = (path: string) =>
    new Promise<number | undefined>((done, failed) => {
      const { hostname, port } = new URL(runbooks);
      request({ hostname, port, path, headers: jane }, (response) => {
        response.resume();
        done(response.statusCode);
      })
        .on("error", failed)
        .end();
    });
});
