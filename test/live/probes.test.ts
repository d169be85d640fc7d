import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../lib/cli/load.ts";
import { type Endpoint, serveHttp } from "../../lib/cli/programs/endpoint.ts";
import { run } from "../../lib/cli/programs/programs.ts";
import { emitBlackbox } from "../../lib/emit/blackbox.ts";
import { composeTarget } from "../../lib/emit/emit.ts";
import { startBlackboxExporter } from "../../scripts/servers/blackbox-exporter.ts";
import { takePort } from "../../scripts/servers/ports.ts";
import type { ServerProcess } from "../../scripts/servers/process.ts";

let blackbox: ServerProcess;
let service: Endpoint;
let config: string;
beforeAll(async () => {
  const model = await loadModel(".");
  config = emitBlackbox(model, composeTarget(model))[0]?.text ?? "";
  blackbox = await startBlackboxExporter({ config: { text: config } });
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

it("reads the certificate of a site, and does not trust one that nobody has signed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "site-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  await run(
    "openssl",
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "14",
    ...subject,
    "-keyout",
    key,
    "-out",
    cert,
  );
  const site = createServer({ key: await readFile(key), cert: await readFile(cert) }, (_, response) => response.end());
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const url = `https://localhost:${(site.address() as AddressInfo).port}/health`;
  const answers = async (program: ServerProcess) =>
    await (await fetch(`${program.url}/probe?${new URLSearchParams({ module: "http", target: url })}`)).text();
  try {
    expect(await answers(blackbox)).toMatch(/^probe_success 0$/m);
    // The module of this project, which trusts the certificate's issuer.
    const text = config.replace(/( +)valid_status_codes:/, `$1tls_config: { ca_file: ${cert} }\n$&`);
    await using trusting = await startBlackboxExporter({ config: { text } });
    const trusted = await answers(trusting);
    expect(trusted).toMatch(/^probe_success 1$/m);
    const expires = Number(/^probe_ssl_earliest_cert_expiry (\S+)$/m.exec(trusted)?.[1]);
    expect((expires - Date.now() / 1000) / 86_400).toBeCloseTo(14, 1);
  } finally {
    site.close();
    await rm(folder, { recursive: true });
  }
});
