import { expect } from "vitest";
import type { CommonSettings } from "../../../exporters/common/exporter.ts";
import { createLog, type Log } from "../../../exporters/common/log.ts";
import type { Exposition } from "../../../lib/metrics/exposition.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { verify } from "../../../lib/metrics/verify.ts";
import type { MetricCatalog } from "../../../lib/model/model.ts";

/** Settings of an exporter under test: any free port, many polls, and long timeouts for a machine that is busy. */
export const fast: CommonSettings = {
  listenAddress: "127.0.0.1",
  port: 0,
  pollInterval: 50,
  pollTimeout: 20_000,
  maxSeries: 1000,
  logLevel: "info",
};

/** A log whose lines a test can read. */
export function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const log = createLog("exporter", "info", (text) => text, { write: (line) => void lines.push(line) });
  return Object.assign(log, { lines });
}

/** What one scrape shows, verified against the contract: no exporter may expose anything else. */
export async function scrape(port: number, contract: MetricCatalog): Promise<Scraped> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const exposition = parseExposition(await response.text());
  expect(exposition.problems).toEqual([]);
  const { problems } = verify(exposition, contract, { source: contract.title, strict: true, maxSeries: 1000 });
  expect(problems).toEqual([]);
  return scraped(exposition);
}

export interface Scraped {
  /** Value of the one series with these labels; undefined if there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
  /** Number of series of a metric. */
  series(name: string): number;
}

const scraped = ({ families }: Exposition): Scraped => {
  const samples = [...families.values()].flatMap((family) => family.samples);
  return {
    value: (name, labels = {}) =>
      samples.find(
        (sample) =>
          sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
      )?.value,
    series: (name) => samples.filter((sample) => sample.name === name).length,
  };
};
