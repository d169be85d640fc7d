import type { Shape } from "../../model/shape.ts";
import { requestJson } from "./client.ts";

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
