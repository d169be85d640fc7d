import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import type { Answer, Labels, Sample } from "./experiment.ts";
import { evaluationInterval } from "./promtool/documents.ts";

/** When something that an alert may fire for was pending and fired, in seconds from the first sample. */
export interface Spell {
  /** Of the series, without those that say which alert it is. */
  readonly labels: Labels;
  readonly state: "pending" | "firing";
  readonly first: number;
  readonly last: number;
  /** Evaluations in this state: fewer than lie between, where it came and went. */
  readonly evaluations: number;
}

/** Questions whose answers `timelinesOf` reads: the first and last moment of every state of every alert, and how often. */
export function timelineQuestions(at: Duration): string[] {
  const window = `timestamp(ALERTS)[${durationSeconds(at) + durationSeconds(evaluationInterval)}s:${evaluationInterval}]`;
  return ["min", "max", "count"].map((what) => `${what}_over_time(${window})`);
}

/** What became of every alert in a trial in which the timeline was asked for, by the alert's name. */
export function timelinesOf({
  samples: [first = [], last = [], counts = []],
}: Answer): ReadonlyMap<string, readonly Spell[]> {
  const lasts = new Map(last.map((sample) => [key(sample), sample.value]));
  const evaluations = new Map(counts.map((sample) => [key(sample), sample.value]));
  const timelines = new Map<string, Spell[]>();
  for (const sample of first) {
    const { alertname = "", alertstate, ...labels } = sample.labels;
    const spell: Spell = {
      labels,
      state: alertstate === "firing" ? "firing" : "pending",
      first: sample.value,
      last: lasts.get(key(sample)) ?? sample.value,
      evaluations: evaluations.get(key(sample)) ?? 0,
    };
    timelines.set(alertname, [...(timelines.get(alertname) ?? []), spell]);
  }
  return timelines;
}

const key = ({ labels }: Sample): string => JSON.stringify(Object.entries(labels).sort());

/** Whether two timelines are the same, in whatever order. */
export const sameTimeline = (a: readonly Spell[], b: readonly Spell[]): boolean =>
  a.length === b.length && JSON.stringify(a.map(spellKey).sort()) === JSON.stringify(b.map(spellKey).sort());

const spellKey = ({ labels, state, first, last, evaluations }: Spell): string =>
  JSON.stringify([Object.entries(labels).sort(), state, first, last, evaluations]);
