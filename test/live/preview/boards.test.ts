import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { startRecordedLoki } from "../../../scripts/backfill/loki.ts";
import { startRecordedPrometheus } from "../../../scripts/backfill/prometheus.ts";
import {
  type Browser,
  type BrowserPage,
  openRows,
  startBrowser,
  untilDrawn,
} from "../../../scripts/preview/browser.ts";
import { preparePage } from "../../../scripts/preview/build-page.ts";
import { startOwnPreview } from "../../../scripts/preview/start.ts";
import { openBoard, states, type Watched, watch } from "./page.ts";
import { brokenRules, cutOff, type Focus, faintTexts, focused } from "./readable.ts";

const model = await loadModel(".");
const boards = model.dashboards.map(({ name }) => name);

const servers: Endpoint[] = [];
let url: string;
let hasLogs: boolean;
let axe: string;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  await preparePage((line) => console.error(line));
  axe = await readFile(createRequire(resolve("preview/package.json")).resolve("axe-core/axe.min.js"), "utf8");
  const prometheus = await startRecordedPrometheus(model, () => {});
  const loki = await startRecordedLoki(model, (line) => console.warn(line));
  hasLogs = loki !== undefined;
  const sources = { prometheus: prometheus.url, ...(loki && { loki: loki.url }) };
  const preview = await startOwnPreview({ project: resolve("."), sources, progress: (line) => console.error(line) });
  servers.push(preview, prometheus, ...(loki ? [loki] : []));
  url = preview.url;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) await server.stop();
});

describe.each([
  ["dark", 1280],
  ["light", 1920],
])("in the %s theme, %i px wide", (theme, width) => {
  beforeAll(async () => {
    watched = watch(await browser.newPage({ viewport: { width, height: 9000 }, timezoneId: "UTC" }));
  });
  afterAll(() => watched.page.close());

  it.each(boards)(
    "%s draws every panel, and can be read: nothing is faint, cut off or beside the window",
    async (board) => {
      const { page, problemsIn } = watched;
      await openBoard(watched, `${url}/d/${board}?from=now-6h&to=now&refresh=&theme=${theme}`);
      await openRows(page);
      await untilDrawn(page);
      // A panel that changes its width asks again, and is empty until the answer comes.
      await expect.poll(() => undrawn(page), { timeout: 120_000, interval: 500 }).toEqual([]);
      expect(Object.keys(await states(page)).length).toBeGreaterThan(20);
      expect(problemsIn).toEqual([]);
      expect(await page.evaluate(faintTexts)).toEqual([]);
      expect(await page.evaluate(cutOff)).toEqual([]);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      await page.evaluate(axe);
      expect(await page.evaluate(brokenRules)).toEqual([]);
    },
  );
});

const undrawn = async (page: BrowserPage) =>
  Object.entries(await states(page)).filter(([, state]) => state !== "done" && state !== "none");

it("reaches all that can be worked with by keyboard, and shows where the focus is", async () => {
  watched = watch(await browser.newPage({ viewport: { width: 1280, height: 9000 }, timezoneId: "UTC" }));
  const { page } = watched;
  await openBoard(watched, `${url}/d/kafka?from=now-6h&to=now&refresh=`);
  const reached: Focus[] = [];
  for (let i = 0; i < 250; i++) {
    await page.keyboard.press("Tab");
    const focus = await page.evaluate<Focus | undefined>(focused);
    if (!focus) break;
    reached.push(focus);
  }
  const names = reached.map(({ name }) => name);
  const bar = ["Board", "Refresh", "To the light theme", "Topic", "Consumer group"];
  const rows = ["Topic throughput", "Consumer lag", "Broker performance", "Producer metrics", "Logs"];
  // Without a Loki there are no lines to go through.
  const inPanels = ["ETL pipelines", ...(hasLogs ? ["Logs of Kafka and its exporters"] : [])];
  expect(names).toEqual(expect.arrayContaining([...bar, ...rows, ...inPanels]));
  expect(names.some((name) => name.startsWith("Time range selected"))).toBe(true);
  expect(reached.filter(({ isSeen }) => !isSeen)).toEqual([]);
  await page.close();
});
