import { type Duration, durationSeconds } from "../model/duration.ts";
import type { Samples } from "../model/model.ts";

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
