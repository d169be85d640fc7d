import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../../lib/cli/programs/programs.ts";
import { addBlocks } from "../../../scripts/backfill/blocks.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
/** The end of two days of history, long enough ago for all samples to be in blocks. */
const end = Math.floor(Date.now() / 60_000) * 60 - 3600;
const minutes = 2 * 24 * 60;
let folder: string;
let prometheus: ServerProcess;

/** Web1 is down for 30 minutes and, a day later, for 5; web2 misses one scrape. */
function up(instance: string, minute: number): number {
  const down = instance === "web1" ? [[600, 630] as const, [2100, 2105] as const] : [[700, 701] as const];
  return down.some(([from, to]) => minute >= from && minute < to) ? 0 : 1;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backtest-"));
  const samples = ["web1", "web2"].flatMap((instance) =>
    Array.from({ length: minutes }, (_, minute) => {
      const time = end - (minutes - minute) * 60;
      return `up{job="node-exporter",instance="${instance}"} ${up(instance, minute)} ${time}`;
    }),
  );
  await addBlocks(folder, [`# TYPE up gauge\n${samples.join("\n")}\n# EOF\n`]);
  prometheus = await startPrometheus({ config: { text: "{}" }, storage: folder });
});
afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

const backtest = (...flags: string[]) =>
  run(
    process.execPath,
    cli,
    "test",
    "backtest",
    "HostDown",
    "--url",
    prometheus.url,
    "--until",
    new Date(end * 1000).toISOString(),
    ...flags,
  );

test("a backtest lists how often an alert would have fired, how long, and who would have been notified", async () => {
  const { stdout } = await backtest("--range", "2d");
  const [line, first, second, count] = stdout.split("\n");
  expect(line).toMatch(
    /^HostDown \(critical\): would have fired 2 times, total 41m, longest 33m — notifies: .*pagerduty/,
  );
  const at = (minute: number) => new Date((end - (minutes - minute) * 60) * 1000).toISOString().slice(0, 16);
  expect(first).toBe(`  ${at(602)}Z for 33m  {instance="web1", job="node-exporter"}`.replace("{", '{__name__="up", '));
  expect(second).toContain(`${at(2102)}Z for 8m`);
  expect(count).toBe("1 of 1 alerts would have fired");
});

test("--range shortens the range, and --json prints every episode", async () => {
  const { stdout } = await backtest("--range", "1d", "--json");
  const [alert] = JSON.parse(stdout).alerts;
  expect(alert.episodes).toHaveLength(1);
  expect(alert.episodes[0].labels.instance).toBe("web1");
});

test("the same rules at another revision make no difference", async () => {
  const { stdout } = await backtest("--range", "2d", "--base", "HEAD");
  expect(stdout).toBe("");
});
