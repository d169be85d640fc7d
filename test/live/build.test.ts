import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { tool } from "../../lib/cli/programs/tools.ts";
import { durationSeconds } from "../../lib/model/duration.ts";
import type { Duration } from "../../lib/model/model.ts";

const run = promisify(execFile);
const cli = fileURLToPath(new URL("../../lib/bin/bigdata-monitoring.js", import.meta.url));
let dist: string;

beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), "dist-"));
  await run(process.execPath, [cli, "build", "--out", dist]);
});
afterAll(() => rm(dist, { recursive: true, force: true }));

describe("what is built", () => {
  it("is a configuration that Prometheus accepts", async () => {
    const { stdout } = await run(await tool("promtool"), ["check", "config", join(dist, "prometheus/prometheus.yml")]);
    expect(stdout).toContain("prometheus.yml is valid prometheus config file syntax");
  });

  it("is a configuration that Alertmanager accepts", async () => {
    const { stdout } = await run(await tool("amtool"), ["check-config", join(dist, "alertmanager/alertmanager.yml")]);
    expect(stdout).toContain("SUCCESS");
  });

  it("fires every alert, and keeps it quiet, as its examples of up to six hours say", {
    timeout: 600_000,
  }, async () => {
    const folder = join(dist, "prometheus/tests");
    const emitted = (await readdir(folder)).filter((name) => name.endsWith(".yml"));
    const counts = await Promise.all(emitted.map((name) => leaveOutLong(join(folder, name))));
    // A day of every minute takes longer than all others; they are the same examples as those of own-alerts.test.ts.
    expect(sum(counts.map(({ long }) => long))).toBeLessThan(30);
    const report = join(dist, "report.xml");
    const files = emitted.map((name) => join(folder, name));
    await run(await tool("promtool"), ["test", "rules", "--junit", report, ...files]);
    expect((await readFile(report, "utf8")).match(/<testcase /g)).toHaveLength(sum(counts.map(({ short }) => short)));
  });
});

interface TestFile {
  readonly tests: readonly { readonly promql_expr_test: readonly { readonly eval_time: Duration }[] }[];
}

/** Removes the tests of more than six hours from a test file. @returns how many there were, and how many are left */
async function leaveOutLong(file: string): Promise<{ readonly long: number; readonly short: number }> {
  const content: TestFile = parse(await readFile(file, "utf8"));
  const isShort = ({ promql_expr_test: expectations }: TestFile["tests"][number]) =>
    expectations.every(({ eval_time }) => durationSeconds(eval_time) <= 6 * 3600);
  const short = content.tests.filter(isShort);
  // JSON is YAML.
  await writeFile(file, JSON.stringify({ ...content, tests: short }));
  return { long: content.tests.length - short.length, short: short.length };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
