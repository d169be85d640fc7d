import { expand } from "../notation.ts";

export type Given = Readonly<Record<string, string>>;

export type Change = (value: number) => number;

/** A way to lead an example's series towards a limit, by an amount. */
export interface Move {
  /** In words: `times 0.98: x{a="1"}`. */
  readonly name: (amount: number) => string;
  /** The amount that changes nothing, and one that changes a little. */
  readonly still: number;
  readonly little: number;
  /** How far apart two amounts are that lie next to each other. */
  readonly apart: (amount: number) => number;
  readonly apply: (amount: number) => Given;
  /** Amounts for which the margin may be 0, judged by two points. */
  readonly roots: (a: Point, b: Point) => readonly number[];
}

/** What a limit's margin comes to where series were moved by an amount. */
export interface Point {
  readonly amount: number;
  readonly margin: number;
}

/** How far on each side of a limit its examples stand: a share of what is moved. */
export const nearness = 0.005;

/**
 * What is tried first, and what where that leads nowhere: each series larger or smaller; all of them, or one higher;
 * the whole example on its way to one that stays quiet.
 */
export function movesOf(given: Given, quiet: readonly Given[]): readonly (readonly Move[])[] {
  const every = Object.keys(given);
  const alone = every.map((series) => scaling(given, [series]));
  const together = every.length > 1 ? [scaling(given, every)] : [];
  return [
    alone,
    [...together, ...every.map((series) => shift(given, series))],
    quiet.map((other, i) => way(given, other, i + 1)),
  ];
}

/** Nobody scales a series further than this. */
const furthest = 1e6;

const scaling = (given: Given, series: readonly string[]): Move => ({
  name: (amount) => `${series.length > 1 ? "all series" : series[0]} times ${rounded(amount)}`,
  still: 1,
  little: 1.1,
  apart: (amount) => amount * nearness,
  apply: (amount) => changed(given, series, (value) => value * amount),
  // A margin grows evenly with a sum or a share, and falls with what it is divided by.
  roots: (a, b) => {
    const inverted = (p: Point): Point => ({ ...p, amount: 1 / p.amount });
    const [even, inverse] = [crossing(a, b), 1 / crossing(inverted(a), inverted(b))];
    const roots = Math.abs(even / inverse - 1) < 1e-6 ? [even] : [even, inverse];
    return roots.filter((factor) => factor > 1 / furthest && factor < furthest);
  },
});

/** What is never below zero stays so. */
function shift(given: Given, series: string): Move {
  const values = numbersIn(given[series] ?? "");
  const [least, size] = [Math.min(...values), Math.max(...values.map(Math.abs)) || 1];
  return {
    name: (amount) => `${series} ${amount < 0 ? "less" : "and"} ${rounded(Math.abs(amount))}`,
    still: 0,
    little: size / 10,
    apart: () => size * nearness,
    apply: (amount) => changed(given, [series], (value) => value + amount),
    roots: (a, b) => [crossing(a, b)].filter((by) => Number.isFinite(by) && (least < 0 || least + by >= 0)),
  };
}

/** From one example to another: 0 is the first, 1 the second. What only one of them has stays as it is. */
function way(from: Given, to: Given, number: number): Move {
  return {
    name: (amount) => `${rounded(100 * amount)}% of the way to quiet example ${number}`,
    still: 0,
    little: 0.1,
    apart: () => nearness,
    apply: (amount) => between(from, to, amount),
    roots: (a, b) => [crossing(a, b)].filter((amount) => amount > nearness && amount < 1 - nearness),
  };
}

const between = (from: Given, to: Given, amount: number): Given =>
  Object.fromEntries(
    Object.entries(from).map(([series, samples]) => {
      const others = expand(to[series] ?? samples);
      const mixed = expand(samples).map((sample, i) => {
        const other = others[i];
        if (other === undefined || !isNumber(sample) || !isNumber(other)) return sample;
        return `${rounded(Number(sample) * (1 - amount) + Number(other) * amount)}`;
      });
      return [series, mixed.join(" ")];
    }),
  );

/** Where the line through two points meets 0; NaN or infinite where it does not. */
const crossing = (a: Point, b: Point): number => a.amount - (a.margin * (b.amount - a.amount)) / (b.margin - a.margin);

/** Samples with other values; gaps and words such as `stale` stay. */
export function changed(given: Given, series: readonly string[], change: Change): Given {
  const other = (sample: string) => (isNumber(sample) ? `${rounded(change(Number(sample)))}` : sample);
  const rewritten = series.map((one) => [
    one,
    expand(given[one] ?? "")
      .map(other)
      .join(" "),
  ]);
  return { ...given, ...Object.fromEntries(rewritten) };
}

const isNumber = (sample: string): boolean => Number.isFinite(Number(sample));
const numbersIn = (samples: string): number[] => expand(samples).filter(isNumber).map(Number);
const rounded = (value: number): number => Number(value.toPrecision(9));
