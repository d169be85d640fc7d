import { type Browser, type BrowserPage, openRows, untilDrawn } from "../preview/browser.ts";

/** A picture; its name says of what. */
export interface Shot {
  readonly name: string;
  readonly png: Buffer;
}

export interface ShotOptions {
  readonly boards: readonly string[];
  /** Of one panel instead of whole boards: its title. */
  readonly panel?: string;
  /** Of the window, in pixels. */
  readonly widths: readonly number[];
  readonly theme: "dark" | "light";
  /** Whether the rows that are folded are opened. */
  readonly open: boolean;
  /** The time of the page's clock, in seconds since 1970. */
  readonly now: number;
}

/** Boards ask for what is seen: a window this high sees all. */
const tall = 8000;

/** Opens every board in windows of every width and takes its picture when all of it is drawn. */
export async function takeShots(
  browser: Browser,
  url: string,
  { boards, panel, widths, theme, open, now }: ShotOptions,
  progress: (line: string) => void,
): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const width of widths) {
    const page = await browser.newPage({ viewport: { width, height: tall }, timezoneId: "UTC" });
    await page.clock.setFixedTime(new Date(now * 1000));
    for (const board of boards) {
      progress(`${board} at ${width} px`);
      await page.goto(`${url}/d/${board}?from=now-6h&to=now&refresh=&theme=${theme}`);
      await untilDrawn(page);
      if (open) await openRows(page);
      await untilDrawn(page);
      const png = panel === undefined ? await wholeBoard(page, width) : await onePanel(page, panel);
      const name = [board, panel && slug(panel), widths.length > 1 && width].filter(Boolean).join("-");
      if (png) shots.push({ name, png });
    }
    await page.close();
  }
  return shots;
}

async function wholeBoard(page: BrowserPage, width: number): Promise<Buffer> {
  const height = await page.evaluate<number>("document.querySelector('main').getBoundingClientRect().bottom + 16");
  await page.setViewportSize({ width, height: Math.ceil(height) });
  await untilDrawn(page);
  const png = await page.screenshot({ animations: "disabled" });
  await page.setViewportSize({ width, height: tall });
  return png;
}

async function onePanel(page: BrowserPage, title: string): Promise<Buffer | undefined> {
  const panel = page.locator(`[data-panel=${JSON.stringify(title)}]`);
  return (await panel.count()) > 0 ? await panel.first().screenshot({ animations: "disabled" }) : undefined;
}

const slug = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
