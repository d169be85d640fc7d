import type { LogLine } from "../logs/line.ts";
import { linesOf } from "../logs/lines.ts";
import type { Writer } from "./writer.ts";

/** Lines of one request: Loki takes a few megabytes at once. */
const batch = 5000;

/** Pushes all lines to Loki, in the place of a collector. @param url without a slash at its end */
export const lokiLines = (url: string): Writer => ({
  write: (tick) => pushLines(url, linesOf(tick)),
  close: async () => {},
});

/** @throws Error where Loki does not take them */
export async function pushLines(url: string, lines: readonly LogLine[]): Promise<void> {
  for (let at = 0; at < lines.length; at += batch) await push(url, streamsOf(lines.slice(at, at + batch)));
}

async function push(url: string, streams: unknown): Promise<void> {
  const response = await fetch(`${url}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams }),
  });
  if (!response.ok) throw new Error(`${response.status} ${(await response.text()).slice(0, 300)}`);
}

/** Lines by their labels, as Loki's API has them. */
function streamsOf(lines: readonly LogLine[]) {
  const streams = new Map<string, { stream: LogLine["labels"]; values: unknown[][] }>();
  for (const { labels, time, text, traceId } of lines) {
    const key = JSON.stringify(labels);
    const found = streams.get(key) ?? { stream: labels, values: [] };
    streams.set(key, found);
    found.values.push([`${time}000000`, text, ...(traceId ? [{ trace_id: traceId }] : [])]);
  }
  return [...streams.values()];
}
