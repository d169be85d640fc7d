import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { importFacts } from "../../../lib/cli/load.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";
import { cli } from "../../support/cli.ts";

// Each test starts our command line once or twice; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const root = fileURLToPath(new URL("../../..", import.meta.url));
const capture = (name: string): string => join(root, "test/fixtures/expositions", `blackbox-probe-${name}.prom`);

let project: string;
let server: Server;
let url: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "catalog-"));
  symlinkSync(join(root, "lib"), join(project, "lib"));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  server = createServer((request, response) => {
    if (request.url !== "/metrics") return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": "text/plain; version=0.0.4" }).end(readFileSync(capture("https")));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.close();
  rmSync(project, { recursive: true });
});

const file = (): string => join(project, "metrics/probe.ts");
const catalog = (...args: string[]) => cli(["catalog", "--project", project, "--exporter", "probe", ...args]);
const verify = (source: string, args: string[] = [], input = "") =>
  cli(["verify", source, "--project", project, "--exporter", "probe", ...args], input);

describe.sequential("catalog", () => {
  it("asks for a version that the exporter does not expose, and writes nothing", async () => {
    const { code, stderr } = await catalog("--from", capture("http"));
    expect([code, stderr]).toEqual([2, "probe has no version in a *_build_info metric — add --version\n"]);
    expect(() => readFileSync(file())).toThrow();
  });

  it("runs nothing of what an exporter says, and keeps it as text", async () => {
    const attack = '1\\nprocess.stdout.write(\\"RAN\\");//\u2028process.stdout.write(1)';
    const exposition = `# HELP a_total */ \`\${process.exit(9)}\nhostile_build_info{version="${attack}"} 1\na_total 1\n`;
    const written = await cli(["catalog", "--project", project, "--exporter", "hostile", "--from", "-"], exposition);
    expect([written.code, written.stderr]).toEqual([0, expect.stringMatching(/^Review the help/)]);
    const path = join(project, "metrics/hostile.ts");
    const exporter = (await importFacts(project, "metrics/hostile.ts")).default as MetricCatalog;
    expect(exporter.version).toBe('1\nprocess.stdout.write("RAN");//\u2028process.stdout.write(1)');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what the exporter says.
    expect(exporter.metrics.a_total?.help).toBe("*/ `${process.exit(9)}");
    expect(readFileSync(path, "utf8").split(/[\n\u2028]/)[0]).toMatch(/^\/\/ .*RAN.*\.$/);
    rmSync(path);
  });

  it("writes a catalog from several captures", async () => {
    const { code, stdout } = await catalog("--from", capture("http-fail"), capture("http"), "--version", "0.28.0");
    expect(code).toBe(0);
    expect(stdout).toMatch(/metrics\/probe\.ts: 14 metrics, 14 added, 0 changed, 0 kept/);
    expect(readFileSync(file(), "utf8")).toContain("probe_http_last_modified_timestamp_seconds: metric.gauge(\n");
  });

  it("is up to date after that", async () => {
    const before = readFileSync(file(), "utf8");
    const { stdout } = await catalog("--from", capture("http"));
    expect(stdout).toBe("metrics/probe.ts: 14 metrics, 0 added, 0 changed, 0 kept that no source exposes\n");
    expect(readFileSync(file(), "utf8")).toBe(before);
  });

  it("adds what a live endpoint has more, and keeps what a person edited", async () => {
    const edited = readFileSync(file(), "utf8").replace("Response HTTP status code", "Status that the server answered");
    writeFileSync(file(), edited);
    const { code, stdout } = await catalog("--from", `${url}/metrics`, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ added: expect.arrayContaining(["probe_tls_version_info"]), absent: [] });
    expect(readFileSync(file(), "utf8")).toContain("Status that the server answered");
  });

  it("reports every line that cannot be read, and leaves the file as it was", async () => {
    const before = readFileSync(file(), "utf8");
    const broken = join(project, "broken.prom");
    writeFileSync(broken, "a 1\nb one\nc{ 1\n");
    const { code, stderr } = await catalog("--from", broken);
    expect(code).toBe(1);
    expect(stderr.split("\n")).toEqual([
      `${broken} › line 2: "one" is not a number — write a decimal number, NaN, +Inf or -Inf (exposition)`,
      `${broken} › line 3: no label name at "1" — write {name="value",other="value"} (exposition)`,
      "2 problems",
      "",
    ]);
    expect(readFileSync(file(), "utf8")).toBe(before);
  });

  it("drops what is gone when asked to", async () => {
    const { stdout } = await catalog("--from", capture("http"), "--prune");
    expect(stdout).toContain("removed probe_tls_version_info\n");
    expect(readFileSync(file(), "utf8")).not.toContain("probe_tls_version_info");
  });

  it("leaves contracts alone", async () => {
    const { code, stderr } = await cli(["catalog", "--project", root, "--exporter", "etl", "--from", capture("http")]);
    expect([code, stderr]).toEqual([
      2,
      'metrics/etl.ts is a contract that services must follow — compare them with it by "metrics verify"\n',
    ]);
  });
});

describe.sequential("verify", () => {
  beforeAll(async () => {
    mkdirSync(join(project, "metrics"), { recursive: true });
    await catalog("--from", capture("http"), "--version", "0.28.0", "--prune");
  });

  it("is content with a file, with stdin and with an address that match the catalog", async () => {
    expect(await verify(capture("http"))).toMatchObject({ code: 0, stdout: "14 metrics, 0 problems, 0 notes\n" });
    expect(await verify("-", [], readFileSync(capture("http"), "utf8"))).toMatchObject({ code: 0 });
  });

  it("reports what departs from it, as text and as JSON", async () => {
    const { code, stderr } = await verify(`${url}/metrics`);
    expect(code).toBe(1);
    expect(stderr).toContain(`${url}/metrics › probe_tls_version_info: is not in the catalog (a gauge)`);
    const { stdout } = await verify(`${url}/metrics`, ["--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      metrics: 19,
      problems: expect.arrayContaining([
        expect.objectContaining({ check: "verify-unknown", path: ["probe_tls_version_info"] }),
      ]),
    });
  });

  it("notes what is missing; --strict refuses it", async () => {
    const text = "# TYPE probe_success gauge\nprobe_success 1\n";
    expect(await verify("-", [], text)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("note: not exposed: probe_"),
    });
    expect(await verify("-", ["--strict"], text)).toMatchObject({ code: 1 });
  });

  it.each([
    [
      "a path that is not there",
      () => verify(`${url}/metric`),
      /answers 404 .*— metrics are usually served at \/metrics/,
    ],
    ["an address where nobody listens", () => verify("http://127.0.0.1:9/metrics"), /does not answer/],
    ["a file that is not there", () => verify("nothing.prom"), /nothing\.prom: cannot be read/],
    [
      "a misspelt exporter",
      () => cli(["verify", "-", "--project", project, "--exporter", "prob"]),
      /did you mean "probe"\?/,
    ],
    ["a limit that is not a number", () => verify("-", ["--max-series", "many"]), /whole number from 1/],
  ])("ends with an error at %s", async (_, run, message) => {
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });
});
