import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addBlocks } from "../../../scripts/backfill/blocks.ts";
import type { ServerProcess } from "../../../scripts/servers/process.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { cli } from "../../support/cli.ts";

const day = 24 * 60;
const days = 14;
/** The midnight in UTC that ends two weeks of history. */
const end = Math.floor(Date.now() / 86_400_000) * 86_400 - 86_400;
let folder: string;
let prometheus: ServerProcess;

/** Minutes in which the host does not answer: two hours at noon, and three times four minutes in one night. */
const outages: readonly (readonly [from: number, to: number])[] = [
  [2 * day + 720, 2 * day + 840],
  [9 * day + 60, 9 * day + 64],
  [9 * day + 120, 9 * day + 124],
  [9 * day + 180, 9 * day + 184],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pages-"));
  const samples = Array.from({ length: days * day }, (_, minute) => {
    const isDown = outages.some(([from, to]) => minute >= from && minute < to);
    const time = end - (days * day - minute) * 60;
    return `up{job="node-exporter",instance="web1"} ${isDown ? 0 : 1} ${time}`;
  });
  await addBlocks(folder, [`# TYPE up gauge\n${samples.join("\n")}\n# EOF\n`]);
  prometheus = await startPrometheus({ config: { text: "{}" }, storage: folder });
}, 120_000);
afterAll(async () => {
  await prometheus?.stop();
  await rm(folder, { recursive: true, force: true });
});

const backtest = (...flags: string[]) =>
  cli([
    ...["test", "backtest", "HostDown", "--url", prometheus.url],
    ...["--until", new Date(end * 1000).toISOString(), ...flags],
  ]);

test("counts pages a week by team and alert, and says which are noise", async () => {
  const { code, stdout, stderr } = await backtest("--weeks", "2");
  expect([stderr, code]).toEqual(["", 0]);
  expect(stdout).toMatch(/^Platform +4 +2$/m);
  expect(stdout).toMatch(/^HostDown +4 +2 +3 +3 +2$/m);
  expect(stdout).toContain("HostDown: 3 of 4 pages are noise (3 over within minutes");
  expect(stdout).toContain("4 pages in 2 weeks: 2 a week\n");
});

test("fails over the limit of pages a week, and not below", async () => {
  expect((await backtest("--weeks", "2", "--max-pages", "1.5")).code).toBe(1);
  expect((await backtest("--weeks", "2", "--max-pages", "2")).code).toBe(0);
});

test("counts only weeks that have a history", async () => {
  const { stdout } = await backtest("--weeks", "4", "--json");
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ weeks: 2, perWeek: 2, notEvaluated: [] });
  expect(report.pages[0]).toMatchObject({ alert: "HostDown", noise: [], labels: { instance: "web1" } });
});

test("knows where it is night", async () => {
  const { stdout } = await backtest("--weeks", "2", "--time-zone", "Asia/Tokyo");
  expect(stdout).toMatch(/^HostDown +4 +2 +3 +2$/m);
});

test("says that a week of history is needed", async () => {
  const start = new Date((end - (days - 3) * 86_400) * 1000).toISOString();
  const { code, stderr } = await backtest("--weeks", "1", "--until", start);
  expect(code).toBe(2);
  expect(stderr).toMatch(/has \d+ hours of history in this range: a week is needed/);
});
