import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Endpoint, serveHttp } from "../../lib/cli/programs/run.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { takePort } from "../../scripts/servers/ports.ts";
import { startProcess } from "../../scripts/servers/process.ts";

const publicUrl = "https://monitoring.example.org";
let server: Endpoint;
let proxy: Endpoint;
let address = "";

beforeAll(async () => {
  server = await serveHttp((_, response) => response.end("of the server"));
  const ports = { 9093: await takePort(), 3100: await takePort(), 8405: await takePort() };
  address = `http://127.0.0.1:${ports[9093]}`;
  const haproxy = await tool("haproxy");
  proxy = await startProcess({
    name: "haproxy",
    port: ports[8405],
    env: { PUBLIC_URL: publicUrl },
    ready: "/health",
    prepare: async ({ folder }) => {
      // The same but for its addresses: here it listens on this machine only.
      const common = (await readFile("compose/haproxy/common.cfg", "utf8")).replaceAll(
        /bind :(9093|3100|8405)/g,
        (_, port: keyof typeof ports) => `bind 127.0.0.1:${ports[port]}`,
      );
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
