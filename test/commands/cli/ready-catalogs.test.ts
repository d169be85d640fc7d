import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { importFacts } from "../../../lib/cli/load.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";
import { cli } from "../../support/cli.ts";

// Each test starts our command line once or twice; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const captures = fileURLToPath(new URL("../../fixtures/expositions", import.meta.url));
const capture = (name: string): string => join(captures, `blackbox-probe-${name}.prom`);
let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "ready-catalogs-"));
});

afterAll(() => rmSync(project, { recursive: true }));

describe.sequential("catalog, of an exporter that the library has a ready catalog of", () => {
  const path = (): string => join(project, "metrics/blackbox-probe.ts");
  const ready = (...args: string[]) => cli(["catalog", "--project", project, "--exporter", "blackbox-probe", ...args]);
  const more = "# HELP probe_new New.\n# TYPE probe_new gauge\nprobe_new 1\nprobe_duration_seconds 2\n";

  it("writes no file where the ready catalog has all", async () => {
    const { code, stdout } = await ready("--from", capture("https"));
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^blackbox-probe: no file is needed: .* \(version 0\.28\.0, \d+ metrics\) has all that/),
    ]);
    expect(JSON.parse((await ready("--from", capture("https"), "--json")).stdout)).toMatchObject({
      file: null,
      added: [],
    });
    expect(existsSync(path())).toBe(false);
  });

  it("writes only what differs from the ready catalog, and updates that file", async () => {
    const sources = ["--from", capture("https"), join(project, "more.prom")];
    writeFileSync(join(project, "more.prom"), more);
    expect(await ready(...sources, "--version", "0.29.0")).toMatchObject({ code: 0 });
    expect(readFileSync(path(), "utf8")).toBe(`\
// What differs in Blackbox probes 0.29.0 from the library's catalog, read from version 0.28.0.
// \`metrics import\` updates this file: it keeps your edits, but no comments.
import { extendMetrics, metric } from "bigdata-monitoring";
import blackboxProbe from "bigdata-monitoring/catalogs/blackbox-probe";

export default extendMetrics(blackboxProbe, {
  version: "0.29.0",
  metrics: {
    probe_new: metric.gauge(undefined, [], "New"),
  },
});
`);
    const edited = readFileSync(path(), "utf8").replace('undefined, [], "New"', '"seconds", [], "Edited"');
    writeFileSync(path(), edited);
    const again = await ready(...sources);
    expect(again.stdout).toMatch(/^metrics\/blackbox-probe\.ts: \d+ metrics, 0 added, 0 changed, /);
    expect(readFileSync(path(), "utf8")).toBe(edited);
  });

  it("drops with --prune what no source exposes", async () => {
    await ready("--from", join(project, "more.prom"), "--prune");
    const text = readFileSync(path(), "utf8");
    expect(text).toContain('"probe_success",');
    expect(text).toContain("probe_new: metric.gauge");
    const { metrics } = (await importFacts(project, "metrics/blackbox-probe.ts")).default as MetricCatalog;
    expect(Object.keys(metrics).sort()).toEqual(["probe_duration_seconds", "probe_new"]);
  });

  it("keeps a file that extends no ready catalog a whole catalog", async () => {
    const whole =
      'import { defineMetrics } from "bigdata-monitoring";\nexport default defineMetrics({ title: "P", version: "1", metrics: {} });\n';
    writeFileSync(path(), whole);
    await ready("--from", join(project, "more.prom"));
    const text = readFileSync(path(), "utf8");
    expect(text).not.toContain("extendMetrics");
    expect(text).toContain("probe_duration_seconds: metric.");
    rmSync(path());
  });

  it("verifies an endpoint against the ready catalog, without a file", async () => {
    const verified = (input: string) =>
      cli(["verify", "-", "--project", project, "--exporter", "blackbox-probe"], input);
    expect(await verified(readFileSync(capture("https"), "utf8"))).toMatchObject({ code: 0 });
    expect(await verified(more)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("probe_new: is not in the catalog (a gauge)"),
    });
  });
});

describe("catalog, with a name that leads elsewhere", () => {
  it.each(["../evil", "a/b", "/tmp/evil", "", "a.b", "Probe", "..", "a\n", "--x"])(
    "refuses --exporter %j",
    async (name) => {
      const { code, stderr } = await cli([
        "catalog",
        "--project",
        project,
        `--exporter=${name}`,
        "--from",
        capture("http"),
      ]);
      expect([code, stderr]).toEqual([
        2,
        expect.stringMatching(/^--exporter .*: a file's name has small letters, digits/s),
      ]);
      expect(readdirSync(tmpdir())).not.toContain("evil.ts");
    },
  );

  it("refuses the name of a device", async () => {
    const { code, stderr } = await cli([
      "catalog",
      "--project",
      project,
      "--exporter",
      "nul",
      "--from",
      capture("http"),
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("cannot be a file's name")]);
  });

  it.each([
    ["a file", (outside: string, inside: string) => symlinkSync(join(outside, "target.ts"), join(inside, "linked.ts"))],
    [
      "its folder",
      (outside: string, inside: string) => {
        rmSync(inside, { recursive: true });
        symlinkSync(outside, inside);
      },
    ],
  ])("writes nothing through a link in place of %s", async (_, link) => {
    const [root, outside] = ["linked-", "outside-"].map((name) => mkdtempSync(join(tmpdir(), name)));
    mkdirSync(join(root ?? "", "metrics"));
    writeFileSync(join(outside ?? "", "target.ts"), "mine");
    link(outside ?? "", join(root ?? "", "metrics"));
    const { code, stderr } = await cli([
      ...["catalog", "--project", root ?? "", "--exporter", "linked", "--from", capture("http"), "--version", "1"],
    ]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("leads out of")]);
    expect(readdirSync(outside ?? "")).toEqual(["target.ts"]);
    expect(readFileSync(join(outside ?? "", "target.ts"), "utf8")).toBe("mine");
    for (const folder of [root, outside]) rmSync(folder ?? "", { recursive: true });
  });
});
