import type { History } from "../../testing/backtest/episodes.ts";
import { requestJson } from "../http/json.ts";

/** Prometheus answers at most 11000 points a series. */
const pointsAtOnce = 10_000;

export interface Window {
  /** Unix seconds, a whole number of steps. */
  readonly start: number;
  readonly end: number;
  /** Seconds between two evaluations. */
  readonly step: number;
}

interface Matrix {
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly values: readonly (readonly [number, string])[];
    }[];
  };
}

/** When an expression returned what, asked piece by piece. @throws UserError where Prometheus does not answer */
export async function historyOf(url: string, expr: string, { start, end, step }: Window): Promise<History[]> {
  const found = new Map<string, { labels: Record<string, string>; times: number[] }>();
  for (let from = start; from <= end; from += pointsAtOnce * step) {
    const to = Math.min(end, from + (pointsAtOnce - 1) * step);
    const body = new URLSearchParams({ query: expr, start: `${from}`, end: `${to}`, step: `${step}` });
    const { data } = await requestJson<Matrix>(`${url}/api/v1/query_range`, { method: "POST", body });
    for (const { metric, values } of data.result) {
      const key = JSON.stringify(Object.entries(metric).sort());
      const history = found.get(key) ?? { labels: metric, times: [] };
      history.times.push(...values.map(([time]) => time));
      found.set(key, history);
    }
  }
  return [...found.values()];
}
