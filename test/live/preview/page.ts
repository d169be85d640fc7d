import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { recordedNow } from "../../../scripts/backfill/platform.ts";
import { type BrowserPage, untilDrawn } from "../../../scripts/preview/browser.ts";

const folders = ["dashboards", "lib", "metrics", "rules", "alerting", "datasources", "logs", "compose"];

/** A copy of the definitions to edit. */
export async function copyOfProject(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "bigdata-monitoring-preview-test-"));
  const facts = (await readdir(".")).filter(
    (file) => file.endsWith(".ts") || /^(?:package|tsconfig)\.json$/.test(file),
  );
  for (const path of [...folders, ...facts]) await cp(path, join(folder, path), { recursive: true });
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

export interface Watched {
  readonly page: BrowserPage;
  /** What the page complained of since it was opened. */
  readonly problemsIn: string[];
  /** The addresses that it asked since then. */
  readonly asked: string[];
}

/** A board's page at the recorded moment, all of it in sight and drawn. */
export async function openBoard(watched: Watched, url: string): Promise<void> {
  watched.problemsIn.length = 0;
  watched.asked.length = 0;
  await watched.page.clock.setFixedTime(new Date(recordedNow * 1000));
  await watched.page.goto(url);
  await untilDrawn(watched.page);
}

export function watch(page: BrowserPage): Watched {
  const problemsIn: string[] = [];
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => {
    if (message.type() === "error") problemsIn.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => problemsIn.push(String(error.stack)));
  return { page, problemsIn, asked };
}

/** What every panel in sight shows, by title. */
export const states = (page: BrowserPage): Promise<Record<string, string>> =>
  page.evaluate(
    "Object.fromEntries([...document.querySelectorAll('[data-panel]')].map((p) => [p.dataset.panel, p.dataset.state]))",
  );

/** The names in a panel's legend. */
export const legendOf = (page: BrowserPage, panel: string): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('[data-panel=${JSON.stringify(panel)}] button[aria-label]')].map((b) => b.textContent).filter(Boolean)`,
  );

/** Seconds that panels' range queries spanned, each once. */
export const askedSpans = ({ asked }: Watched): number[] => [
  ...new Set(
    asked
      .map((address) => new URL(address))
      .filter(
        ({ pathname, searchParams }) =>
          pathname.endsWith("/query_range") && !searchParams.get("query")?.startsWith("ALERTS"),
      )
      .map(({ searchParams }) => Number(searchParams.get("end")) - Number(searchParams.get("start"))),
  ),
];
