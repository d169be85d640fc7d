import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Shape } from "../../diff/json.ts";
import { type ParsedExposition, parseExposition } from "../../metrics/parse-exposition.ts";
import type { Problem } from "../../model/problem.ts";
import { messageOf, UserError } from "../outcome.ts";
import { requestJson, requestOnce } from "./client.ts";

const accept = "text/plain;version=0.0.4,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1";

/** Reads and parses an exposition. @param source an address, a file, or `-` for stdin. @throws UserError */
export async function readExposition(source: string): Promise<ParsedExposition> {
  return parseExposition(await readSource(source));
}

/** The lines that cannot be parsed, as problems of their source. */
export const lineProblems = (source: string, { problems }: ParsedExposition): Problem[] =>
  problems.map(({ line, message, hint }) => ({
    check: "exposition",
    severity: "error",
    file: source,
    path: [`line ${line}`],
    message,
    hint,
  }));

async function readSource(source: string): Promise<string> {
  if (/^https?:\/\//.test(source)) return fetchText(source);
  try {
    return source === "-" ? await text(process.stdin) : await readFile(source, "utf8");
  } catch (error) {
    throw new UserError(`${source}: cannot be read: ${messageOf(error)} — name a URL, a file, or - for stdin`);
  }
}

async function fetchText(url: string): Promise<string> {
  const hints = { 404: "metrics are usually served at /metrics" };
  const { body, contentType } = await requestOnce(url, { headers: { accept }, as: "text", hints });
  if (contentType?.startsWith("text/html"))
    throw new UserError(`${url}: is a web page — metrics are usually served at /metrics`);
  return String(body);
}

/** Prometheus answers at most 11000 points a series. */
const pointsAtOnce = 10_000;

export interface Window {
  /** Unix seconds, a whole number of steps apart. */
  readonly from: number;
  readonly to: number;
  /** Seconds between two evaluations. */
  readonly step: number;
}

/** A series of a range query: times in Unix seconds, and values as Prometheus prints them. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [time: number, value: string])[];
}

interface Matrix {
  readonly data: {
    readonly result: readonly {
      readonly metric: RangeSeries["labels"];
      readonly values: RangeSeries["values"];
    }[];
  };
}

const matrix: Shape = { data: { result: [{ metric: { "*": "text" }, values: [["anything"]] }] } };

/** Evaluates an expression over a window of any length. @throws UserError where Prometheus does not answer */
export async function queryRange(url: string, expr: string, { from, to, step }: Window): Promise<RangeSeries[]> {
  const found = new Map<string, { labels: RangeSeries["labels"]; values: [number, string][] }>();
  for (let start = from; start <= to; start += pointsAtOnce * step) {
    const end = Math.min(to, start + (pointsAtOnce - 1) * step);
    const body = new URLSearchParams({ query: expr, start: `${start}`, end: `${end}`, step: `${step}` });
    const { data } = await requestJson<Matrix>(`${url}/api/v1/query_range`, matrix, { method: "POST", body });
    for (const { metric, values } of data.result) {
      const key = JSON.stringify(Object.entries(metric).sort());
      const series = found.get(key) ?? { labels: metric, values: [] };
      for (const [time, value] of values) series.values.push([time, value]);
      found.set(key, series);
    }
  }
  return [...found.values()];
}
