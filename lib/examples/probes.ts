import { scaled, times } from "./scaled.ts";
import type { Suite } from "./suite.ts";
import { type Attempt, attemptsOf } from "./trials.ts";

/** So near to each other that a limit which moves by a quarter is passed between two of them. */
const factors = [
  0.1, 0.125, 0.16, 0.2, 0.25, 0.3, 0.37, 0.45, 0.55, 0.65, 0.75, 0.85, 0.92, 1.09, 1.2, 1.4, 1.7, 2, 2.5, 3.5, 5,
];

/** Wider examples are probed by two series: the others are mostly more of the same. */
const seriesAtMost = 2;

/**
 * What nobody has to write: a firing example with one series scaled, from far below the limit to far above it, and with
 * one series split in two of different size.
 */
export function probesOf(suite: Suite): Attempt[] {
  const [first] = attemptsOf(suite);
  if (!first) return [];
  return Object.keys(first.given)
    .slice(0, seriesAtMost)
    .flatMap((series) => [...factors.map((factor) => enlarged(first, series, factor)), split(first, series)]);
}

const enlarged = ({ given, step, at, name }: Attempt, series: string, factor: number): Attempt => ({
  name: `${name}, ${series} times ${factor}`,
  given: scaled({ given, step }, series, factor),
  step,
  at,
});

function split({ given, step, at, name }: Attempt, series: string): Attempt {
  const { [series]: samples = "", ...others } = given;
  const parts = { [part(series, "large")]: times(samples, 0.6), [part(series, "small")]: times(samples, 0.4) };
  return { name: `${name}, ${series} in two`, given: { ...others, ...parts }, step, at };
}

const part = (series: string, name: string): string =>
  series.includes("{")
    ? series.replace(/,?\s*\}$/, `,probe="${name}"}`).replace("{,", "{")
    : `${series}{probe="${name}"}`;
