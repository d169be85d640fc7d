import { type Duration, durationSeconds } from "../model/duration.ts";
import type { AlertExamples, Example } from "../model/model.ts";
import type { Samples } from "../model/samples.ts";
import { counter, sequence } from "./samples.ts";

/** A burn rate that both of two ranges must exceed: the long one shows that it matters, the short one that it lasts. */
export interface BurnWindow {
  readonly long: Duration;
  readonly short: Duration;
  /** The share of the error budget that burns in the long range before the alert fires. */
  readonly budget: number;
  /** How many times faster than allowed the error budget burns. */
  readonly factor: number;
}

/** A series of failed events, and one of successful events or one of all events, as the objective's expressions count. */
export type ExampleSeries = { readonly errors: string } & ({ readonly successes: string } | { readonly total: string });

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

export function pageExamples(windows: readonly BurnWindow[], scale: Scale): AlertExamples {
  const burst = burstOf(scale);
  return {
    fires: firing(windows, scale, "1h"),
    quiet: [
      quiet("burns more slowly", scale, "1m", "1h", [[belowAll(windows, scale), "2h"]]),
      quiet("has just begun", scale, "1m", "6h4m", [
        [0, "6h"],
        [burst, "1h"],
      ]),
      quiet("is over", scale, "1m", "1h40m", [
        [burst, "1h"],
        [0, "1h"],
      ]),
    ],
  };
}

export function ticketExamples(windows: readonly BurnWindow[], scale: Scale): AlertExamples {
  const burst = burstOf(scale);
  return {
    fires: firing(windows, scale, "7h"),
    quiet: [
      quiet("burns more slowly", scale, "5m", "7h", [[belowAll(windows, scale), "8h"]]),
      quiet("has just begun", scale, "5m", "30h30m", [
        [0, "30h"],
        [burst, "1h"],
      ]),
      quiet("is over", scale, "5m", "9h", [
        [burst, "2h"],
        [0, "8h"],
      ]),
    ],
  };
}

/** One example for each pair of ranges, at an error ratio that exceeds its burn rate and not that of the pair before. */
function firing(windows: readonly BurnWindow[], scale: Scale, at: Duration): AlertExamples["fires"] {
  const { budget, labels } = scale;
  const step = at === "1h" ? "1m" : "5m";
  const [first, ...others] = windows.map(({ factor }) => {
    const limit = factor * budget;
    const ratio = Math.min(1.25 * limit, (limit + 1) / 2);
    return {
      name: `burns ${round(ratio / budget)} times too fast`,
      ...example(scale, step, at, [[ratio, "8h"]]),
      labels,
    };
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

function example({ series }: Scale, step: Duration, at: Duration, phases: readonly Phase[]): Example {
  const [other, share] =
    "total" in series ? [series.total, () => 1] : [series.successes, (errorRatio: number) => 1 - errorRatio];
  return {
    given: { [series.errors]: growing(phases, (errorRatio) => errorRatio), [other]: growing(phases, share) },
    step,
    at,
  };
}

/** A counter through all phases. */
function growing(phases: readonly Phase[], share: (errorRatio: number) => number): Samples {
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
