import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import type { Labels, Result, Sample } from "./experiment.ts";
import { evaluationInterval } from "./promtool.ts";

/** The time in which one series of an alert is pending or firing, in seconds from the first sample. */
export interface Interval {
  /** Labels of the series, without those that name the alert and its state. */
  readonly labels: Labels;
  readonly state: "pending" | "firing";
  readonly first: number;
  readonly last: number;
  /** Evaluations in this state. Fewer than fit between first and last where it left the state in between. */
  readonly evaluations: number;
}

/** Queries whose results `intervalsOf` reads: first and last time of every state of every alert, and the evaluations. */
export function intervalQueries(at: Duration): string[] {
  const window = `timestamp(ALERTS)[${durationSeconds(at) + durationSeconds(evaluationInterval)}s:${evaluationInterval}]`;
  return ["min", "max", "count"].map((what) => `${what}_over_time(${window})`);
}

/** The intervals of every alert, by the alert's name. @param result of a test group with the `intervalQueries` */
export function intervalsOf({
  samples: [first = [], last = [], counts = []],
}: Result): ReadonlyMap<string, readonly Interval[]> {
  const lasts = new Map(last.map((sample) => [key(sample), sample.value]));
  const evaluations = new Map(counts.map((sample) => [key(sample), sample.value]));
  const intervals = new Map<string, Interval[]>();
  for (const sample of first) {
    const { alertname = "", alertstate, ...labels } = sample.labels;
    const interval: Interval = {
      labels,
      state: alertstate === "firing" ? "firing" : "pending",
      first: sample.value,
      last: lasts.get(key(sample)) ?? sample.value,
      evaluations: evaluations.get(key(sample)) ?? 0,
    };
    intervals.set(alertname, [...(intervals.get(alertname) ?? []), interval]);
  }
  return intervals;
}

const key = ({ labels }: Sample): string => JSON.stringify(Object.entries(labels).sort());

/** Whether two alerts have the same intervals, in any order. */
export const sameIntervals = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a.length === b.length && JSON.stringify(a.map(intervalKey).sort()) === JSON.stringify(b.map(intervalKey).sort());

const intervalKey = ({ labels, state, first, last, evaluations }: Interval): string =>
  JSON.stringify([Object.entries(labels).sort(), state, first, last, evaluations]);
