import { type Duration, durationSeconds } from "../model/duration.ts";
import type { AlertExamples, Example } from "../model/model.ts";
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
