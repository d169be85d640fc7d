import { type Duration, durationSeconds } from "../model/duration.ts";
import type { AlertExamples, Example, Samples } from "../model/model.ts";

/** A burn rate that both of two ranges must exceed: the long one shows that it matters, the short one that it lasts. */
export interface BurnWindow {
  readonly long: Duration;
  readonly short: Duration;
  /** The share of the error budget that burns in the long range before the alert fires. */
  readonly budget: number;
  /** How many times faster than allowed the error budget burns. */
  readonly factor: number;
}

/** Series whose samples make the examples: of failed, successful or all events, as far as the expressions read them. */
export type ExampleSeries = Readonly<Partial<Record<"errors" | "successes" | "total", string>>>;

interface Scale {
  readonly budget: number;
  /** Days of the objective's period. */
  readonly days: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly series: ExampleSeries;
}

/** A stretch of time with one error ratio. */
type Phase = readonly [errorRatio: number, length: Duration];

const perSecond = 1_000;

export const pageExamples = (windows: readonly BurnWindow[], scale: Scale): AlertExamples => ({
  fires: firing(windows, scale, "1m", "1h"),
  quiet: [
    quiet("burns more slowly", scale, "1m", "1h", [[belowAll(windows, scale), "2h"]]),
    quiet("has just begun", scale, "1m", "2h4m", [
      [0, "2h"],
      [burstOf(scale), "1h"],
    ]),
    quiet("is over", scale, "1m", "1h40m", [
      [burstOf(scale), "1h"],
      [0, "1h"],
    ]),
  ],
});

export const ticketExamples = (windows: readonly BurnWindow[], scale: Scale): AlertExamples => ({
  fires: firing(windows, scale, "5m", "2h"),
  quiet: [
    quiet("burns more slowly", scale, "5m", "2h", [[belowAll(windows, scale), "3h"]]),
    quiet("has just begun", scale, "5m", "12h30m", [
      [0, "12h"],
      [burstOf(scale), "1h"],
    ]),
    quiet("is over", scale, "5m", "7h30m", [
      [burstOf(scale), "1h"],
      [0, "7h"],
    ]),
  ],
});

/** One example for each pair of ranges, at an error ratio that exceeds its burn rate and not that of the pair before. */
function firing(windows: readonly BurnWindow[], scale: Scale, step: Duration, at: Duration): AlertExamples["fires"] {
  const { budget, labels } = scale;
  const [first, ...others] = windows.map(({ factor }) => {
    const limit = factor * budget;
    const ratio = Math.min(1.25 * limit, (limit + 1) / 2);
    const name = `burns ${Number((ratio / budget).toPrecision(3))} times too fast`;
    return { name, ...example(scale, step, at, [[ratio, "3h"]]), labels };
  });
  if (!first) throw new Error("no burn rate is possible");
  return [first, ...others];
}

const belowAll = (windows: readonly BurnWindow[], { budget }: Scale): number =>
  0.8 * budget * Math.min(...windows.map(({ factor }) => factor));

/** 20 times the allowed error ratio of a period of 30 days, if there are that many events. */
const burstOf = ({ budget, days }: Scale): number => Math.min(1, (20 * budget * days) / 30);

const quiet = (name: string, scale: Scale, step: Duration, at: Duration, phases: readonly Phase[]): Example => ({
  name,
  ...example(scale, step, at, phases),
});

const shares: Readonly<Record<keyof ExampleSeries, (errorRatio: number) => number>> = {
  errors: (errorRatio) => errorRatio,
  successes: (errorRatio) => 1 - errorRatio,
  total: () => 1,
};

function example({ series }: Scale, step: Duration, at: Duration, phases: readonly Phase[]): Example {
  const kinds = Object.keys(shares) as (keyof ExampleSeries)[];
  const samples = kinds.flatMap((kind) => {
    const name = series[kind];
    return name === undefined ? [] : [[name, growing(phases, shares[kind]).at(step)] as const];
  });
  return { series: Object.fromEntries(samples), step, at };
}

/** A counter through all phases. */
function growing(phases: readonly Phase[], share: (errorRatio: number) => number) {
  let start = 0;
  return sequence(
    ...phases.map(([ratio, length]) => {
      const rate = round(perSecond * share(ratio));
      const samples = counter(rate, start).for(length);
      start = round(start + rate * durationSeconds(length));
      return samples;
    }),
  );
}

const round = (value: number): number => Number(value.toPrecision(10));

/** Samples whose time is not chosen yet. */
export interface Stretch {
  readonly for: (time: Duration) => Samples;
}

const counted = (time: Duration, step: Duration): number => {
  const count = durationSeconds(time) / durationSeconds(step);
  if (count < 1 || !Number.isInteger(count)) throw new Error(`${time} is no whole number of steps of ${step}`);
  return count;
};

const stretch = (text: (samples: number, step: Duration) => string): Stretch => ({
  for: (time) => ({ at: (step) => text(counted(time, step), step) }),
});

/** The first value, then each the change further; promtool's `a+bxn` writes n + 1 samples. */
const ramp = (first: number, change: number, samples: number): string =>
  `${first}${change < 0 ? "-" : "+"}${Math.abs(change)}x${samples - 1}`;

/** A constant value. */
export const steady = (value: number): Stretch => stretch((samples) => `${value}x${samples - 1}`);

/** No samples: failed scrapes, or a series that does not exist yet. */
export const gap: Stretch = stretch((samples) => `_x${samples}`);

/** Linear from one value to another; the last sample is the second value. */
export const moving = (from: number, to: number): Stretch =>
  stretch((samples) => ramp(from, samples === 1 ? 0 : (to - from) / (samples - 1), samples));

/** A counter with a constant rate per second. @param start its first value, 0 as after a restart */
export const counter = (perSecond: number, start = 0): Stretch =>
  stretch((samples, step) => ramp(start, perSecond * durationSeconds(step), samples));

/** One sample. */
export const once = (value: number): Samples => ({ at: () => `${value}` });

/** The series ends: Prometheus stops returning it at once instead of after 5 minutes. */
export const stale: Samples = { at: () => "stale" };

/** Parts one after the other. */
export const sequence = (...parts: readonly Samples[]): Samples => ({
  at: (step) => parts.map((part) => part.at(step)).join(" "),
});

/** A constant value with one other sample in between. */
export const spike = (usual: number, peak: number): { readonly after: (time: Duration) => Stretch } => ({
  after: (before) => ({ for: (after) => sequence(steady(usual).for(before), once(peak), steady(usual).for(after)) }),
});

/**
 * The buckets of a histogram with a constant rate of observations: `histogram("x_seconds", 'job="a"', { 0.1: 9, 1: 10 })`.
 * @param upTo observations per second up to each bound, cumulative; `+Inf` has as many as the last bound
 */
export function histogram(
  metric: string,
  labels: string,
  upTo: Readonly<Record<string, number>>,
): { readonly for: (time: Duration) => Readonly<Record<string, Samples>> } {
  const bounds = Object.entries(upTo).sort(([a], [b]) => Number(a) - Number(b));
  const all = [...bounds, ["+Inf", bounds.at(-1)?.[1] ?? 0] as const];
  return {
    for: (time) =>
      Object.fromEntries(all.map(([le, rate]) => [`${metric}_bucket{${labels},le="${le}"}`, counter(rate).for(time)])),
  };
}
