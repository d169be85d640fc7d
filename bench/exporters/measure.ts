import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { environmentWith } from "../../lib/cli/env.ts";
import { median } from "../bench.ts";

/** Cost of an exporter that has read its backend. */
export interface Cost {
  /** Lines of the exposition that are samples. */
  readonly samples: number;
  /** Milliseconds from the request to the last byte. */
  readonly scrape: { readonly median: number; readonly worst: number };
  readonly residentBytes: number;
  /** Seconds from its start until the exposition shows the whole backend. */
  readonly filled: number;
  /** Seconds of the last polls, on average. */
  readonly poll: number;
}

const scrapes = 30;
const timeouts = 900_000;

/**
 * Runs an exporter in a process of its own and scrapes it once it is full.
 * @param isFull whether the exposition shows the whole backend
 */
export async function measure(
  name: string,
  environment: Readonly<Record<string, string>>,
  isFull: (exposition: string) => boolean,
): Promise<Cost> {
  const main = fileURLToPath(new URL(`../../exporters/${name}/main.ts`, import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", "--conditions=source", main], {
    env: environmentWith({ LISTEN_ADDRESS: "127.0.0.1", PORT: "0", ...environment }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  const start = performance.now();
  try {
    const url = `http://127.0.0.1:${await portOf(child)}/metrics`;
    const scrape = async () => (await fetch(url)).text();
    while (!isFull(await scrape())) {
      if (performance.now() - start > timeouts) throw new Error(`${name} was not full after ${timeouts / 1000} s`);
      await pause(500);
    }
    const filled = (performance.now() - start) / 1000;
    return { filled, ...(await costOf(scrape)) };
  } finally {
    child.kill("SIGTERM");
  }
}

async function portOf(child: ChildProcess): Promise<number> {
  let printed = "";
  while (child.stderr) {
    const [chunk] = await Promise.race([once(child.stderr, "data"), once(child, "exit").then(() => [undefined])]);
    if (chunk === undefined) break;
    printed += chunk;
    const port = /"port":(\d+),"message":"listening"/.exec(printed)?.[1];
    if (port === undefined) continue;
    child.stderr.resume();
    return Number(port);
  }
  throw new Error(`the exporter ended: ${printed}`);
}

async function costOf(scrape: () => Promise<string>): Promise<Omit<Cost, "filled">> {
  const times: number[] = [];
  let text = "";
  for (let i = 0; i < scrapes; i++) {
    const start = performance.now();
    text = await scrape();
    times.push(performance.now() - start);
    await pause(100);
  }
  const value = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  return {
    samples: text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length,
    scrape: { median: median(times), worst: Math.max(...times) },
    residentBytes: value(/^process_resident_memory_bytes (\S+)/m),
    poll: value(/^\w+_poll_duration_seconds_sum (\S+)/m) / value(/^\w+_poll_duration_seconds_count (\S+)/m),
  };
}

/** One line of text. */
export const costLine = (what: string, { samples, scrape, residentBytes, filled, poll }: Cost): string =>
  [
    `${what}: ${samples} samples`,
    `scrape ${scrape.median.toFixed(0)} ms (worst ${scrape.worst.toFixed(0)})`,
    `memory ${(residentBytes / 1e6).toFixed(0)} MB`,
    `full after ${filled.toFixed(0)} s`,
    `poll ${poll.toFixed(2)} s on average`,
  ].join(", ");
