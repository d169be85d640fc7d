import { readFile, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { startRecordedPrometheus } from "../../../scripts/backfill/prometheus.ts";
import { type Browser, startBrowser, untilDrawn, untilTrue } from "../../../scripts/preview/browser.ts";
import { startOwnPreview } from "../../../scripts/preview/start.ts";
import { askedSpans, copyOfProject, legendOf, openBoard, states, type Watched, watch } from "./page.ts";

const model = await loadModel(".");

let project: Awaited<ReturnType<typeof copyOfProject>>;
let prometheus: Endpoint;
let preview: Endpoint;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  project = await copyOfProject();
  prometheus = await startRecordedPrometheus(model, () => {});
  const sources = { prometheus: prometheus.url };
  preview = await startOwnPreview({ project: project.folder, sources, progress: (line) => console.error(line) });
  browser = await startBrowser();
  watched = watch(await browser.newPage({ viewport: { width: 1280, height: 9000 }, timezoneId: "UTC" }));
});

afterAll(async () => {
  await browser?.close();
  for (const server of [preview, prometheus]) await server?.stop();
  await project?.remove();
});

const url = (board: string, more = "") => `${preview.url}/d/${board}?from=now-6h&to=now&refresh=${more}`;

it("asks for what a variable chooses, and offers what is left in those that depend on it", async () => {
  const { page } = watched;
  await openBoard(watched, url("kafka"));
  expect(await legendOf(page, "Messages in by topic")).toContain("clickstream");
  await page.locator("#variable-topic").focus();
  await page.keyboard.type("orders");
  await page.locator('[role=option]:has-text("orders")').first().click();
  await untilTrue(page, "location.search.includes('var-topic=orders')");
  await untilDrawn(page);
  // Until the answer comes, a panel shows what it had before.
  const legend = (panel: string) => expect.poll(() => legendOf(page, panel), { timeout: 120_000, interval: 500 });
  await legend("Messages in by topic").toEqual(["orders"]);
  await legend("Messages consumed by group").toEqual(["etl-orders"]);
});

it("asks for the time that is chosen", async () => {
  const { page } = watched;
  await openBoard(watched, url("kafka"));
  watched.asked.length = 0;
  await page.locator('[data-testid="data-testid TimePicker Open Button"]').click();
  await page.locator('label:has-text("Last 1 hour")').first().click();
  await untilTrue(page, "location.search.includes('from=now-1h')");
  await untilDrawn(page);
  const spans = askedSpans(watched);
  expect(spans.length).toBeGreaterThan(0);
  for (const span of spans) expect(Math.abs(span - 3600)).toBeLessThanOrEqual(60);
});

it("opens a collapsed row by keyboard, and asks for its panels only then", async () => {
  const { page } = watched;
  await openBoard(watched, url("platform-overview"));
  const panel = page.locator('[data-panel="Time until certificates expire"]');
  expect(await panel.count()).toBe(0);
  await page.locator('section[aria-label="Endpoints"] .row-title').focus();
  await page.keyboard.press("Enter");
  await untilDrawn(page);
  expect(await panel.count()).toBe(1);
});

it("shows what is saved without a reload, and a broken query on its panel alone", async () => {
  const { page } = watched;
  const file = join(project.folder, "dashboards/kafka/topic-throughput.ts");
  const whole = await readFile(file, "utf8");
  await openBoard(watched, url("kafka"));
  await page.evaluate("window.notReloaded = true");
  await writeFile(
    file,
    whole.replace('"Brokers"', '"Brokers now"').replace("max(kafka_brokers{", "max((kafka_brokers{"),
  );
  await untilTrue(page, "document.querySelector('[data-panel=\"Brokers now\"]')?.dataset.state === 'error'");
  await untilDrawn(page);
  const shown = Object.entries(await states(page)).filter(([, state]) => state !== "done" && state !== "none");
  expect(shown).toEqual([["Brokers now", "error"]]);
  expect(await page.locator('[data-panel="Brokers now"]').textContent()).toContain("parse error");
  expect(await page.evaluate("window.notReloaded")).toBe(true);
  await writeFile(file, whole);
  await untilTrue(page, "document.querySelector('[data-panel=Brokers]')?.dataset.state === 'done'");
});

it("draws over a panel with a new title, and asks for nothing", async () => {
  const { page } = watched;
  const file = join(project.folder, "dashboards/kafka/topic-throughput.ts");
  const whole = await readFile(file, "utf8");
  await openBoard(watched, url("kafka"));
  const address = await page.evaluate("location.href");
  await page.evaluate("document.querySelectorAll('[data-panel]').forEach((panel) => { panel.isFromBefore = true; })");
  watched.asked.length = 0;
  await writeFile(file, whole.replace('"Brokers"', '"Brokers now"'));
  await untilTrue(page, "document.querySelector('[data-panel=\"Brokers now\"]')?.dataset.state === 'done'");
  expect(await page.evaluate("[...document.querySelectorAll('[data-panel]')].every((one) => one.isFromBefore)")).toBe(
    true,
  );
  expect(watched.asked).toEqual([]);
  expect(await page.evaluate("location.href")).toBe(address);
  await writeFile(file, whole);
  await untilTrue(page, "document.querySelector('[data-panel=Brokers]')");
});

it("shows on the page why a save cannot be loaded, until it can", async () => {
  const { page } = watched;
  const file = join(project.folder, "dashboards/kafka/topic-throughput.ts");
  const whole = await readFile(file, "utf8");
  await openBoard(watched, url("kafka"));
  const alert = "[...document.querySelectorAll('[role=alert]')].map((one) => one.textContent).join()";
  await writeFile(file, whole.replace('stat("Brokers"', "stat("));
  await untilTrue(page, `${alert}.includes("dashboards/kafka/topic-throughput.ts:")`);
  expect(await page.locator("[data-panel=Brokers]").count()).toBe(1);
  await writeFile(file, whole);
  await untilTrue(page, `${alert} === ""`);
});

it("shows what the checks find on the panel that has it", async () => {
  const { page } = watched;
  const file = join(project.folder, "dashboards/kafka/topic-throughput.ts");
  const whole = await readFile(file, "utf8");
  await openBoard(watched, url("kafka"));
  const problems = '[data-panel="Brokers"] [data-testid*="tatus"]';
  expect(await page.locator(problems).count()).toBe(0);
  await writeFile(file, whole.replace("max(kafka_brokers{", "max(kafka_brokerz{"));
  await untilTrue(page, `document.querySelector(${JSON.stringify(problems)})`);
  await writeFile(file, whole);
  await untilTrue(page, `!document.querySelector(${JSON.stringify(problems)})`);
});

it("passes on nothing but queries, and only to this machine's own names", async () => {
  const refused = [
    "/prometheus/api/v1/admin/tsdb/snapshot",
    "/prometheus/-/quit",
    "/prometheus/api/v1/../../-/quit",
    "/loki/loki/api/v1/query",
  ];
  for (const path of refused) expect((await fetch(preview.url + path)).status, path).toBe(404);
  expect((await fetch(`${preview.url}/prometheus/api/v1/query?query=1`, { method: "POST" })).status).toBe(405);
  expect((await fetch(`${preview.url}/prometheus/api/v1/query?query=1`)).status).toBe(200);
  const otherOrigin = new Promise((answered) => {
    get(`${preview.url}/api/boards`, { headers: { host: "elsewhere.example" } }, (answer) =>
      answered(answer.statusCode),
    );
  });
  expect(await otherOrigin).toBe(403);
});
