import type { BrowserPage } from "../../scripts/preview/browser.ts";

/** This machine's clock in milliseconds; the browser's page reads the same one. */
export const now = (): number => performance.timeOrigin + performance.now();

/** What is saved in place of a piece of a definition, and the words that then stand in a panel. */
export interface Edit {
  readonly from: string;
  readonly to: (save: number) => string;
  readonly panel: (save: number) => string;
  readonly words: (save: number) => string;
}

/** @returns the time after the frame in which an open page shows a panel, with its data and these words */
export async function paintedWith(page: BrowserPage, panel: string, words: string): Promise<{ time: Promise<number> }> {
  await page.evaluate(`window.painted = new Promise((painted) => {
    const selector = ${JSON.stringify(`[data-panel=${JSON.stringify(panel)}][data-state=done]`)};
    const look = () => {
      if (!document.querySelector(selector)?.textContent.includes(${JSON.stringify(words)})) return;
      watcher.disconnect();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => painted(performance.timeOrigin + performance.now());
      // A chart's canvas may be a frame behind the words of its legend.
      requestAnimationFrame(() => requestAnimationFrame(() => port2.postMessage("")));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }); undefined`);
  return { time: page.evaluate<number>("window.painted") };
}

/** Reads what a preview pushes to its page. */
export async function follow(preview: string) {
  const stop = new AbortController();
  const { body } = await fetch(`${preview}/api/boards`, { signal: stop.signal });
  if (!body) throw new Error("the preview pushes nothing");
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  /** @returns the time when something with these words arrived */
  const sentWith = async (words: string): Promise<number> => {
    for (let text = ""; !text.includes(words); ) {
      const { value = "", done } = await reader.read();
      if (done) throw new Error("the preview ended");
      text = text.slice(-words.length) + value;
    }
    return now();
  };
  return { sentWith, stop: () => stop.abort() };
}
