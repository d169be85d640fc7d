import "../support/background.ts";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promtoolEnvironment } from "../../lib/cli/experiments.ts";
import { tool } from "../../lib/cli/programs/tools.ts";

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

  it("fires every alert, and keeps it quiet, as its examples say", async () => {
    const folder = join(dist, "prometheus/tests");
    const names = await readdir(folder, { recursive: true });
    const tests = names.flatMap((name) => (name.endsWith(".test.yml") ? [join(folder, name)] : []));
    const options = { env: promtoolEnvironment() };
    const { stdout } = await run(await tool("promtool"), ["test", "rules", ...tests], options);
    expect(stdout.match(/SUCCESS/g)).toHaveLength(tests.length);
  });
});
