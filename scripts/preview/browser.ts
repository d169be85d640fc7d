import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { tool } from "../../lib/cli/programs/tools.ts";
import { previewPackage } from "./build-page.ts";

/** The part of playwright-core's pages that we use; the package itself stands in preview/, not in the main install. */
export interface BrowserPage {
  readonly clock: { setFixedTime(time: Date): Promise<void> };
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  goto(url: string): Promise<unknown>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  screenshot(options: { fullPage?: boolean; animations?: "disabled" }): Promise<Buffer>;
  evaluate<T>(script: string): Promise<T>;
  locator(selector: string): Locator;
  on(
    event: "console",
    listener: (message: { type(): string; text(): string; location(): { url: string } }) => void,
  ): void;
  on(event: "request", listener: (request: { url(): string }) => void): void;
  on(event: "pageerror", listener: (error: Error) => void): void;
  close(): Promise<void>;
}

export interface Locator {
  first(): Locator;
  click(): Promise<void>;
  focus(): Promise<void>;
  count(): Promise<number>;
  textContent(): Promise<string | null>;
  getAttribute(name: string): Promise<string | null>;
  screenshot(options: { animations?: "disabled" }): Promise<Buffer>;
}

export interface Browser extends AsyncDisposable {
  newPage(options: { viewport: { width: number; height: number }; timezoneId: string }): Promise<BrowserPage>;
  close(): Promise<void>;
}

const quiet =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

/** Milliseconds that the page may take for anything. */
const timeout = 120_000;

/** Starts Chromium without a window. `preparePage` must have installed preview/. */
export async function startBrowser(): Promise<Browser> {
  const { chromium } = createRequire(join(previewPackage, "package.json"))("playwright-core") as {
    chromium: { launch(options: { executablePath: string; args: string[] }): Promise<Browser> };
  };
  return await chromium.launch({ executablePath: await tool("chromium"), args: quiet.split(" ") });
}

/** Opens the rows that are folded. */
export const openRows = (page: BrowserPage): Promise<void> =>
  page.evaluate("document.querySelectorAll('[aria-expanded=false].row-title').forEach((row) => row.click())");

/**
 * Resolves when an expression is true on the page. Asked from here: the page's security policy lets nothing evaluate
 * text in it, as Playwright's own waiting does.
 * @throws Error after two minutes: a browser beside other work is slow
 */
export async function untilTrue(page: BrowserPage, expression: string): Promise<void> {
  const deadline = Date.now() + timeout;
  // Two frames later the page has drawn what was just asked of it.
  const twoFrames = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))";
  while (!(await page.evaluate<boolean>(`${twoFrames}.then(() => Boolean(${expression}))`))) {
    if (Date.now() > deadline) throw new Error(`is not true on the page after ${timeout / 1000} s: ${expression}`);
    await pause(20);
  }
}

const everyPanelIsDrawn =
  'document.querySelector("[data-panel]") && !document.querySelector("[data-state=loading], [data-state=unseen]")';

/** Resolves when every panel in sight shows what its queries answered. */
export async function untilDrawn(page: BrowserPage): Promise<void> {
  do {
    await untilTrue(page, everyPanelIsDrawn);
    await page.evaluate("document.fonts.ready.then(() => new Promise((drawn) => setTimeout(drawn, 400)))");
    // Panels ask again when the values of variables arrive, which can be after the first answers.
  } while (!(await page.evaluate<boolean>(`Boolean(${everyPanelIsDrawn})`)));
}
