import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ConflictError } from "../../../lib/cli/grafana/api.ts";
import { request, type ServerAccess } from "../../../lib/cli/http/client.ts";
import { type Endpoint, serveHttp } from "../../../lib/cli/programs/endpoint.ts";
import { apply, type Writer } from "../../../lib/cli/push/run.ts";
import type { Decision } from "../../../lib/push/decision.ts";

const timeouts = { attempts: 5, firstPauseMilliseconds: 1, timeoutMilliseconds: 20_000 };
const impatient = { ...timeouts, firstTimeoutMilliseconds: 100 };
const options = { concurrency: 8, onError: "continue", signal: new AbortController().signal } as const;
const updates = (count: number): Decision[] =>
  Array.from({ length: count }, (_, i) => ({ kind: "update", uid: `${i}`, title: "", reason: "" }));

async function serve(...args: Parameters<typeof serveHttp>): Promise<Endpoint> {
  const server = await serveHttp(...args);
  onTestFinished(() => server.stop());
  return server;
}

it("gives up on a server that went away, instead of waiting for each of its resources", async () => {
  const server = await serve((_, response) => response.end("{}"));
  const access: ServerAccess = { server: server.url, timeouts };
  await request(access, "GET", "/", [200]);
  await server.stop();
  const writer: Writer<Decision> = {
    write: async ({ uid }) => void (await request(access, "GET", `/${uid}`, [200])),
    decideAgain: async (decision) => decision,
  };
  const results = await apply(updates(800), writer, options);
  const failed = results.filter(({ outcome }) => outcome === "failed");
  expect(failed.length).toBeLessThan(30);
  expect(failed.map(({ error }) => error).join("\n")).toContain("connections in a row failed: gave up");
  expect(results.filter(({ outcome }) => outcome === "not begun").length).toBe(800 - failed.length);
});

it("does not wait long for the first answer", async () => {
  const server = await serve(() => {});
  const start = performance.now();
  await expect(request({ server: server.url, timeouts: impatient }, "GET", "/", [200])).rejects.toThrow(
    "does not answer",
  );
  expect(performance.now() - start).toBeLessThan(5_000);
});

it("repeats a write that was refused though nothing had changed, as Grafana on SQLite does", async () => {
  let refusals = 0;
  const live = { lock: "7/1" };
  const writer: Writer<Decision & { readonly live: typeof live }> = {
    write: async () => {
      if (refusals++ < 3) throw new ConflictError("version-mismatch");
    },
    decideAgain: async (decision) => decision,
  };
  const plan = updates(1).map((one) => ({ ...one, live }));
  expect(await apply(plan, writer, options)).toMatchObject([{ outcome: "done" }]);
});

it("names what is wrong with a certificate, and with TLS to a port that has none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name)) as [string, string];
  const subject = ["-subj", "/CN=localhost", "-days", "1", "-nodes", "-newkey", "rsa:2048"];
  execFileSync("openssl", ["req", "-x509", ...subject, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const tls = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
    response.end("{}"),
  );
  await new Promise<void>((done) => tls.listen(0, "127.0.0.1", done));
  onTestFinished(() => void tls.close());
  const untrusted = { server: `https://127.0.0.1:${(tls.address() as AddressInfo).port}`, timeouts };
  await expect(request(untrusted, "GET", "/", [200])).rejects.toThrow("--ca-file");
  const plain = await serve((_, response) => response.end("{}"));
  const mistaken = { server: plain.url.replace("http:", "https:"), timeouts };
  await expect(request(mistaken, "GET", "/", [200])).rejects.toThrow("use http://");
});
