import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { measureHosts } from "../../scripts/capacity/simulated-hosts.ts";

const cli = resolve("lib/bin/bigdata-monitoring.js");

it.concurrent.each([10, 100])(
  "predicts what a real Prometheus has to do for %i simulated hosts within a fifth",
  async (hosts) => {
    const { measured, predicted } = await measureHosts(hosts, 15);
    const ratios = {
      series: predicted.series / measured.series,
      samples: predicted.samplesPerSecond / measured.samplesPerSecond,
    };
    console.log(
      `${hosts} hosts: ${measured.series} series, ${Math.round(measured.samplesPerSecond)} samples/s`,
      ratios,
    );
    for (const [what, ratio] of Object.entries(ratios)) {
      expect(ratio, what).toBeGreaterThan(0.8);
      expect(ratio, what).toBeLessThan(1.2);
    }
  },
);

const run = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((done) =>
    execFile(process.execPath, [cli, "capacity", ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
    ),
  );

it("prints jobs and totals, and writes relabelling of every job that has unread metrics", async () => {
  const folder = await mkdtemp(join(tmpdir(), "capacity-"));
  const file = join(folder, "relabelling.yml");
  const { code, stdout } = await run("--hosts", "100", "--topics", "2000", "--relabelling", file);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^JOB +TARGETS +SERIES +SAMPLES\/S/m);
  expect(stdout).toMatch(/^node-exporter +100 /m);
  expect(stdout).toMatch(/^Disk: +\d+\.\d GiB for 30d$/m);
  const jobs = parse(await readFile(file, "utf8")) as Record<string, { metric_relabel_configs: { regex: string }[] }>;
  expect(jobs["node-exporter"]?.metric_relabel_configs[0]?.regex.split("|")).toContain("node_filesystem_avail_bytes");
  await rm(folder, { recursive: true });
});

it.each([
  [["--hosts", "0"], "It is a whole number from 1."],
  [["--retention", "soon"], '"soon" is not a duration'],
])("refuses %j in one line", async (args, message) => {
  const { code, stderr } = await run(...args);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});
