import { resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Endpoint } from "../../../lib/cli/programs/endpoint.ts";
import { startRecordedLoki } from "../../../scripts/backfill/loki.ts";
import { type Browser, startBrowser } from "../../../scripts/preview/browser.ts";
import { startOwnPreview } from "../../../scripts/preview/start.ts";
import { findLoki, whatLokiNeeds } from "../../../scripts/servers/loki-program.ts";
import { startPrometheus } from "../../../scripts/servers/prometheus.ts";
import { describeUnless } from "../../support/describe-unless.ts";
import { openBoard, states, type Watched, watch } from "./page.ts";

const model = await loadModel(".");
const found = await findLoki();

const servers: Endpoint[] = [];
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  browser = await startBrowser();
  watched = watch(await browser.newPage({ viewport: { width: 1280, height: 9000 }, timezoneId: "UTC" }));
}, 240_000);
afterAll(async () => {
  await browser?.close();
  for (const server of servers.reverse()) await server.stop();
});

/** A preview on an empty Prometheus, which is all that log panels need of it. */
async function previewWith(loki: Endpoint | undefined): Promise<string> {
  const prometheus = await startPrometheus({ config: { text: "" } });
  const sources = { prometheus: prometheus.url, ...(loki && { loki: loki.url }) };
  const preview = await startOwnPreview({ project: resolve("."), sources, progress: (line) => console.error(line) });
  servers.push(...(loki ? [loki] : []), prometheus, preview);
  return preview.url;
}

const linesOf = (panel: string): Promise<string[]> =>
  watched.page.evaluate(
    `[...document.querySelectorAll('[data-panel=${JSON.stringify(panel)}] [role=log] > div')].map((line) => line.textContent)`,
  );

const address = (url: string, board: string) => `${url}/d/${board}?from=now-6h&to=now&refresh=`;

describeUnless(found ? undefined : whatLokiNeeds, "with a Loki that holds what the platform logged", () => {
  let url: string;
  beforeAll(async () => {
    url = await previewWith(await startRecordedLoki(model, () => {}));
  }, 240_000);

  it.each([
    ["platform-overview", "Error logs of all services", /^fraud-scorer: left group fraud-scorer/],
    ["etl", "Logs of the pipelines", /^etl: payments: record \d+ failed validation/],
    ["fraud-ml", "Logs of fraud detection and the models", /^fraud-scorer: a batch of 500 transactions took/],
    ["kafka", "Logs of Kafka and its exporters", /^kafka: .* of group fraud-scorer has not polled in time/],
    ["infrastructure", "Host logs", /^docker: health check/],
    ["infrastructure", "Container logs", /^postgres: .*statement timeout/],
  ])('draws on %s, under "%s", who reports what and when, the newest first', async (board, panel, expected) => {
    await openBoard(watched, address(url, board));
    expect((await states(watched.page))[panel]).toBe("done");
    const lines = await linesOf(panel);
    const [times, texts] = [lines.map((line) => line.slice(0, 19)), lines.map((line) => line.slice(19))];
    expect(times).toEqual([...times].sort().reverse());
    expect(times[0]).toMatch(/^2026-03-12 1[23]:\d\d:\d\d$/);
    expect(texts.some((text) => expected.test(text))).toBe(true);
    expect(texts.filter((text) => text.includes('{"'))).toEqual([]);
    expect(watched.problemsIn).toEqual([]);
  });
});

it("says on a log panel why it is empty where there is no Loki, and how to fix that", async () => {
  await openBoard(watched, address(await previewWith(undefined), "kafka"));
  const panel = "Logs of Kafka and its exporters";
  expect((await states(watched.page))[panel]).toBe("none");
  expect(await watched.page.locator(`[data-panel="${panel}"]`).textContent()).toContain("Loki 3 in PATH");
});
