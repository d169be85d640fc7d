import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import nodeExporter from "../../../lib/catalogs/node-exporter.ts";
import { runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { formatProblem } from "../../../lib/model/problem.ts";

const folders: string[] = [];

/** A project that is loaded from its files. */
function load(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), "ready-catalogs-"));
  folders.push(root);
  for (const [path, text] of Object.entries({ "teams.ts": "export const teams = {};", ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return loadModel(root);
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const service = (name: string, more: string) =>
  `"${name}": { title: "${name}", purpose: "Some", port: 9100, team: "web", ${more} }`;
const stack = (...services: string[]) => `export const stack = { ${services.join(", ")} };`;
const scraped = 'scrape: { interval: "15s" }';
const rule = (expr: string) =>
  `import { defineRules, promql, record } from "bigdata-monitoring";
   export default defineRules({ interval: "1m", rules: [record("a:b:c", promql\`${expr}\`, "Some")] });`;
const names = ({ catalogs }: Awaited<ReturnType<typeof load>>) => catalogs.map(({ name }) => name);
const problemsOf = async (files: Readonly<Record<string, string>>) =>
  runChecks(await load(files), checks)
    .filter(({ check }) => /^(?:promql-|service-)/.test(check))
    .map(formatProblem);

describe("a service that a project scrapes", () => {
  it("has the ready catalog of its name, without a file in metrics/", async () => {
    const model = await load({ "stack.ts": stack(service("node-exporter", scraped), service("grafana", "")) });
    expect(names(model)).toEqual(["node-exporter"]);
    expect(model.catalogs[0]?.definition).toBe(nodeExporter);
  });

  it("has the ready catalog that it names", async () => {
    const model = await load({ "stack.ts": stack(service("hosts", `${scraped}, catalog: "node-exporter"`)) });
    expect(names(model)).toEqual(["node-exporter"]);
  });

  it("has its queries checked against the ready catalog", async () => {
    const files = { "stack.ts": stack(service("hosts", `${scraped}, catalog: "node-exporter"`)) };
    expect(await problemsOf({ ...files, "rules/a.ts": rule('sum by (mode) (node_load1{job="hosts"})') })).toEqual([
      expect.stringContaining('the series have no label "mode"'),
    ]);
    expect(await problemsOf({ ...files, "rules/a.ts": rule('max(node_load1{job="hosts"})') })).toEqual([]);
  });

  it("has the catalog of metrics/ rather than the ready one, which that file can extend", async () => {
    const model = await load({
      "stack.ts": stack(service("node-exporter", scraped)),
      "metrics/node-exporter.ts": `import { extendMetrics, metric } from "bigdata-monitoring";
        import nodeExporter from "bigdata-monitoring/catalogs/node-exporter";
        export default extendMetrics(nodeExporter, {
          drop: ["node_arp_*"],
          metrics: { node_gpus: metric.gauge("count", [], "GPUs") },
        });`,
    });
    expect(names(model)).toEqual(["node-exporter"]);
    const { metrics } = model.catalogs[0]?.definition ?? { metrics: {} };
    expect(metrics).toHaveProperty("node_gpus");
    expect(metrics).toHaveProperty("node_load1");
    expect(metrics).not.toHaveProperty("node_arp_entries");
  });

  it("is a problem if neither metrics/ nor the library has its catalog", async () => {
    expect(await problemsOf({ "stack.ts": stack(service("node-exportr", scraped), service("api", scraped)) })).toEqual([
      expect.stringMatching(/node-exportr: no metric catalog .*did you mean "node-exporter"\?/),
      expect.stringMatching(/api: no metric catalog .*write metrics\/api\.ts with `bigdata-monitoring metrics import`/),
    ]);
  });
});

it("uses the ready catalogs of all services where a project scrapes none of them itself", async () => {
  const model = await load({ "stack.ts": stack(service("node-exporter", ""), service("grafana", "")) });
  expect(names(model)).toEqual(["node-exporter", "grafana"]);
});

it("uses the catalog of probes where a project probes", async () => {
  const probes = `export const probes = { interval: "15s", backends: {}, modules: {
    http: { timeout: "5s", statusCodes: [], followRedirects: true }, tcp: { timeout: "5s" }, icmp: { timeout: "5s" } } };`;
  const model = await load({ "stack.ts": stack(service("blackbox-exporter", scraped)), "probes.ts": probes });
  expect(names(model)).toEqual(["blackbox-exporter", "blackbox-probe"]);
});

it("suggests a name where a file imports a catalog that the library does not have", async () => {
  const file = 'import a from "bigdata-monitoring/catalogs/node-exportr"; export default a;';
  await expect(load({ "stack.ts": stack(), "metrics/a.ts": file })).rejects.toThrow(
    /metrics\/a\.ts:1:\d+: ERROR: cannot import "bigdata-monitoring\/catalogs\/node-exportr": .*did you mean "bigdata-monitoring\/catalogs\/node-exporter"\?/,
  );
});
