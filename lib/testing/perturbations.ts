import { expand, type InputSeries } from "./experiment.ts";

export type Change = (value: number) => number;

/** A way to change an example's series by an amount, so that it comes nearer to a threshold. */
export interface Perturbation {
  /** Such as `x{a="1"} times 0.98`. */
  readonly name: (amount: number) => string;
  /** The amount that changes nothing, and one that changes a little. */
  readonly neutral: number;
  readonly small: number;
  /** The distance of two amounts that stand just before and just after a boundary. */
  readonly spacing: (amount: number) => number;
  readonly apply: (amount: number) => InputSeries;
  /** Amounts for which the margin may be 0, estimated from two points. */
  readonly roots: (a: Point, b: Point) => readonly number[];
}

/** The margin to a threshold for an amount of a perturbation. */
export interface Point {
  readonly amount: number;
  readonly margin: number;
}

/** How far from a boundary its examples stand: a share of what is changed. */
const nearness = 0.005;

/**
 * The perturbations in groups; a group is tried where those before it found no boundary: each series scaled; all series
 * scaled, or one shifted; the whole example blended into a quiet one.
 */
export function perturbationsOf(
  series: InputSeries,
  quiet: readonly InputSeries[],
): readonly (readonly Perturbation[])[] {
  const names = Object.keys(series);
  const alone = names.map((name) => scaling(series, [name]));
  const together = names.length > 1 ? [scaling(series, names)] : [];
  return [
    alone,
    [...together, ...names.map((name) => shift(series, name))],
    quiet.map((other, i) => blend(series, other, i + 1)),
  ];
}

/** The largest factor of a scaling. */
const maxFactor = 1e6;

const scaling = (series: InputSeries, names: readonly string[]): Perturbation => ({
  name: (amount) => `${names.length > 1 ? "all series" : names[0]} times ${rounded(amount)}`,
  neutral: 1,
  small: 1.1,
  spacing: (amount) => amount * nearness,
  apply: (amount) => changed(series, names, (value) => value * amount),
  // A margin is linear in the summands and numerators of an expression, and inverse to its divisors.
  roots: (a, b) => {
    const inverted = (p: Point): Point => ({ ...p, amount: 1 / p.amount });
    const [linear, inverse] = [rootOf(a, b), 1 / rootOf(inverted(a), inverted(b))];
    const roots = Math.abs(linear / inverse - 1) < 1e-6 ? [linear] : [linear, inverse];
    return roots.filter((factor) => factor > 1 / maxFactor && factor < maxFactor);
  },
});

/** A series without negative values gets none. */
function shift(series: InputSeries, name: string): Perturbation {
  const values = numbersIn(series[name] ?? "");
  const [least, size] = [Math.min(...values), Math.max(...values.map(Math.abs)) || 1];
  return {
    name: (amount) => `${name} ${amount < 0 ? "minus" : "plus"} ${rounded(Math.abs(amount))}`,
    neutral: 0,
    small: size / 10,
    spacing: () => size * nearness,
    apply: (amount) => changed(series, [name], (value) => value + amount),
    roots: (a, b) => [rootOf(a, b)].filter((by) => Number.isFinite(by) && (least < 0 || least + by >= 0)),
  };
}

/** From one example to another: 0 is the first, 1 the second. Series that only one of them has stay as they are. */
function blend(from: InputSeries, to: InputSeries, number: number): Perturbation {
  return {
    name: (amount) => `${rounded(100 * amount)}% of the way to quiet example ${number}`,
    neutral: 0,
    small: 0.1,
    spacing: () => nearness,
    apply: (amount) => between(from, to, amount),
    roots: (a, b) => [rootOf(a, b)].filter((amount) => amount > nearness && amount < 1 - nearness),
  };
}

const between = (from: InputSeries, to: InputSeries, amount: number): InputSeries =>
  Object.fromEntries(
    Object.entries(from).map(([name, samples]) => {
      const others = expand(to[name] ?? samples);
      const mixed = expand(samples).map((sample, i) => {
        const other = others[i];
        if (other === undefined || !isNumber(sample) || !isNumber(other)) return sample;
        return `${rounded(Number(sample) * (1 - amount) + Number(other) * amount)}`;
      });
      return [name, mixed.join(" ")];
    }),
  );

/** Where the line through two points is 0. NaN or infinite where it never is. */
const rootOf = (a: Point, b: Point): number => a.amount - (a.margin * (b.amount - a.amount)) / (b.margin - a.margin);

/** The series with the samples of some of them changed. Gaps and words such as `stale` stay. */
export function changed(series: InputSeries, names: readonly string[], change: Change): InputSeries {
  const other = (sample: string) => (isNumber(sample) ? `${rounded(change(Number(sample)))}` : sample);
  const rewritten = names.map((name) => [
    name,
    expand(series[name] ?? "")
      .map(other)
      .join(" "),
  ]);
  return { ...series, ...Object.fromEntries(rewritten) };
}

const isNumber = (sample: string): boolean => Number.isFinite(Number(sample));
const numbersIn = (samples: string): number[] => expand(samples).filter(isNumber).map(Number);
const rounded = (value: number): number => Number(value.toPrecision(9));
