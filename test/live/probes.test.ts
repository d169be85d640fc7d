import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../lib/cli/load.ts";
import { type Endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { emitBlackbox } from "../../lib/emit/blackbox.ts";
import { composeTarget } from "../../lib/emit/emit.ts";
import { startBlackboxExporter } from "../../scripts/servers/blackbox-exporter.ts";
import { takePort } from "../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../scripts/servers/process.ts";

let blackbox: ServerProcess;
let service: Endpoint;
beforeAll(async () => {
  const model = await loadModel(".");
  const [config] = emitBlackbox(model, composeTarget(model));
  blackbox = await startBlackboxExporter({ config: { text: config?.text ?? "" } });
  service = await serveHttp((request, response) => {
    response.writeHead(request.url === "/health" ? 200 : 503).end();
  });
});
afterAll(async () => {
  await service?.stop();
  await blackbox?.stop();
});

/** `probe_success`, as Prometheus would read it. */
async function probe(module: string, target: string): Promise<number> {
  const answer = await fetch(`${blackbox.url}/probe?${new URLSearchParams({ module, target })}`);
  return Number(/^probe_success (\d)$/m.exec(await answer.text())?.[1]);
}

it("takes only a healthy answer for health", async () => {
  expect(await probe("http", `${service.url}/health`)).toBe(1);
  expect(await probe("http", `${service.url}/broken`)).toBe(0);
});

it("distinguishes an open port from a closed one", async () => {
  expect(await probe("tcp", service.address)).toBe(1);
  expect(await probe("tcp", `127.0.0.1:${await takePort()}`)).toBe(0);
});

it("pings", async () => {
  expect(await probe("icmp", "127.0.0.1")).toBe(1);
  expect(await probe("icmp", "no-such-host.invalid")).toBe(0);
});
