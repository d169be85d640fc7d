import type { Unit } from "../../model/units.ts";

/**
 * The dimension of a number as powers of base units: bytes per second are `bytes^1 seconds^-1`.
 * Counts and ratios have no powers; `flavour` tells them apart.
 */
export interface Dimension {
  readonly powers: Readonly<Record<string, number>>;
  readonly flavour?: "count" | "ratio";
}

export const ratio: Dimension = { powers: {}, flavour: "ratio" };
export const count: Dimension = { powers: {}, flavour: "count" };
/** 0 or 1. An average of flags is a ratio, a sum of them a count. */
export const flag: Dimension = { powers: {} };
export const seconds: Dimension = { powers: { seconds: 1 } };
export const timestamp: Dimension = { powers: { timestamp: 1 } };
const percent: Dimension = { powers: { percent: 1 } };

export function dimensionOf(unit: Unit): Dimension {
  if (unit === "count" || unit === "score") return count;
  if (unit === "ratio") return ratio;
  return { powers: { [unit]: 1 } };
}

const isPlain = ({ powers }: Dimension): boolean => Object.keys(powers).length === 0;

/** Whether values can be added or compared. Counts and ratios can: both are plain numbers. */
export const sameDimension = (a: Dimension, b: Dimension): boolean => key(a) === key(b);

const key = ({ powers }: Dimension): string =>
  Object.entries(powers)
    .map(([unit, power]) => `${unit}^${power}`)
    .sort()
    .join(" ");

export const times = (a: Dimension, b: Dimension): Dimension => combine(a, b, 1);
export const dividedBy = (a: Dimension, b: Dimension): Dimension => combine(a, b, -1);
export const perSecond = (unit: Dimension): Dimension => dividedBy(unit, seconds);

function combine(a: Dimension, b: Dimension, sign: 1 | -1): Dimension {
  const powers: Record<string, number> = { ...a.powers };
  for (const [unit, power] of Object.entries(b.powers)) {
    powers[unit] = (powers[unit] ?? 0) + sign * power;
    if (powers[unit] === 0) delete powers[unit];
  }
  if (Object.keys(powers).length > 0) return { powers };
  return isPlain(a) && sign === 1 && (a.flavour === "count" || b.flavour === "count")
    ? count
    : plainQuotient(a, b, sign);
}

/** A count divided by a ratio is a count; values of one unit make a ratio. */
function plainQuotient(a: Dimension, b: Dimension, sign: 1 | -1): Dimension {
  if (sign === 1 && !isPlain(a)) return { powers: {} };
  return a.flavour === "count" && b.flavour === "ratio" ? count : ratio;
}

/**
 * A ratio times 100 is a percentage, and back. Small factors, such as in "twice the average", keep the unit. Others
 * (1000, 8, the 300 seconds of a window) may convert it to a unit without a name here.
 */
export function scaled(unit: Dimension, factor: number): Dimension | undefined {
  if (factor === 100 && unit.flavour === "ratio") return percent;
  if (Math.abs(factor - 0.01) < 1e-9 && key(unit) === key(percent)) return ratio;
  const size = Math.abs(factor);
  return size > 0.1 && size < 10 && size !== 8 && size !== 1 / 8 ? unit : undefined;
}

/** For messages: `bytes per second`. */
export function describeDimension({ powers, flavour }: Dimension): string {
  const named = (sign: 1 | -1) =>
    Object.entries(powers)
      .filter(([, power]) => Math.sign(power) === sign)
      .map(
        ([unit, power]) =>
          `${sign < 0 ? unit.replace(/s$/, "") : unit}${Math.abs(power) === 1 ? "" : `^${Math.abs(power)}`}`,
      );
  const over = named(1).join(" ") || (Object.keys(powers).length > 0 ? "count" : (flavour ?? "plain number"));
  return [over, ...named(-1)].join(" per ");
}
