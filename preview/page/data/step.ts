import { rangeUtil, type TimeRange } from "@grafana/data";
import type { Lookup } from "./interpolate.ts";

/** Grafana's limit of points a query may ask for. */
const mostPoints = 11_000;

/** How far apart a query's points are, in milliseconds, as Grafana's Prometheus datasource has it. */
export function stepOf(range: TimeRange, points: number, least: string): number {
  const { intervalMs } = rangeUtil.calculateInterval(range, Math.max(points, 1), least);
  return Math.max(intervalMs, Math.ceil(spanOf(range) / mostPoints / 1000) * 1000);
}

const spanOf = ({ from, to }: TimeRange): number => to.valueOf() - from.valueOf();

/** Grafana's own variables of time. */
export function timeLookup(range: TimeRange, step: number, scrapeInterval: string): Lookup {
  const scrape = rangeUtil.intervalToMs(scrapeInterval);
  const span = spanOf(range);
  const known: Readonly<Record<string, string>> = {
    __interval: duration(step),
    __interval_ms: String(step),
    __rate_interval: duration(Math.max(step + scrape, 4 * scrape)),
    __range: duration(span),
    __range_s: String(Math.round(span / 1000)),
    __range_ms: String(span),
    __from: String(range.from.valueOf()),
    __to: String(range.to.valueOf()),
    __url_time_range: `from=${urlTime(range.raw.from)}&to=${urlTime(range.raw.to)}`,
  };
  return (name) => known[name];
}

const duration = (milliseconds: number): string =>
  milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;

const urlTime = (time: TimeRange["raw"]["from"]): string => (typeof time === "string" ? time : String(time.valueOf()));
