import type { Unit } from "../../model/metrics.ts";

/**
 * The dimension of a number as powers of base units: bytes per second are `bytes^1 seconds^-1`.
 * Counts and ratios have no powers; `flavour` is what distinguishes them.
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

/** The values that an expression can have, both ends included. */
export type Interval = readonly [min: number, max: number];

export const anything: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
export const notNegative: Interval = [0, Number.POSITIVE_INFINITY];

export const hull = ([a, b]: Interval, [c, d]: Interval): Interval => [Math.min(a, c), Math.max(b, d)];

export const negated = ([min, max]: Interval): Interval => [0 - max, 0 - min];

/** The intersection of two intervals; the first interval if they do not overlap. */
export function within([a, b]: Interval, [c, d]: Interval): Interval {
  const [min, max] = [Math.max(a, c), Math.min(b, d)];
  return min <= max ? [min, max] : [a, b];
}

/** The interval of an arithmetic operation's results. */
export function calculate(op: string, a: Interval, b: Interval): Interval {
  if (op === "+") return [a[0] + b[0], a[1] + b[1]];
  if (op === "-") return [a[0] - b[1], a[1] - b[0]];
  if (op === "*") return corners(a, b, (x, y) => (x === 0 || y === 0 ? 0 : x * y));
  if (op === "/" && b[0] > 0) return corners(a, b, (x, y) => (Number.isFinite(x) && !Number.isFinite(y) ? 0 : x / y));
  if (op === "/" && a[0] >= 0 && b[0] >= 0) return notNegative;
  if (op === "%" && a[0] >= 0 && b[0] >= 0) return [0, Math.min(a[1], b[1])];
  if (op === "^" && a[0] >= 0) return notNegative;
  return anything;
}

function corners(a: Interval, b: Interval, apply: (x: number, y: number) => number): Interval {
  const [first, second, third, fourth] = [apply(a[0], b[0]), apply(a[0], b[1]), apply(a[1], b[0]), apply(a[1], b[1])];
  const min = Math.min(first, second, third, fourth);
  return Number.isNaN(min) ? anything : [min, Math.max(first, second, third, fourth)];
}

export type Decision = "always" | "never" | undefined;

/** Whether a comparison is true for all values of these intervals, for none, or for some (undefined). */
export function decide(op: string, a: Interval, b: Interval): Decision {
  switch (op) {
    case ">":
      return a[0] > b[1] ? "always" : a[1] <= b[0] ? "never" : undefined;
    case ">=":
      return a[0] >= b[1] ? "always" : a[1] < b[0] ? "never" : undefined;
    case "==":
      if (a[1] < b[0] || a[0] > b[1]) return "never";
      return a[0] === a[1] && b[0] === b[1] ? "always" : undefined;
    default:
      return opposite(decide(negations[op] ?? "==", a, b));
  }
}

const negations: Readonly<Record<string, string>> = { "<": ">=", "<=": ">", "!=": "==" };

const opposite = (decision: Decision): Decision =>
  decision === undefined ? undefined : decision === "always" ? "never" : "always";

/** An interval after a filter such as `> 5`. */
export function filtered(op: string, a: Interval, [min, max]: Interval): Interval {
  if (op === ">" || op === ">=") return within(a, [min, Number.POSITIVE_INFINITY]);
  if (op === "<" || op === "<=") return within(a, [Number.NEGATIVE_INFINITY, max]);
  return op === "==" ? within(a, [min, max]) : a;
}

/** For messages: `0 to 1`, `at least 0`; undefined where anything is possible. */
export function describeInterval([min, max]: Interval): string | undefined {
  if (min === max) return `exactly ${min}`;
  if (Number.isFinite(min)) return Number.isFinite(max) ? `${min} to ${max}` : `at least ${min}`;
  return Number.isFinite(max) ? `at most ${max}` : undefined;
}

/** The dimension that a unit of Grafana shows, and its scale. */
interface Shown {
  readonly dimension: Dimension;
  /** Its size in Prometheus' base unit: 0.001 for `ms`. */
  readonly scale: number;
}

const base = (unit: string): Dimension => ({ powers: { [unit]: 1 } });
const all = (ids: string, dimension: Dimension, scale = 1): [string, Shown][] =>
  ids.split(" ").map((id) => [id, { dimension, scale }]);

/**
 * Units of Grafana with a dimension. `short`, `none` and the like have none.
 * Source: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit
 */
const shown: ReadonlyMap<string, Shown> = new Map([
  ...all("s dtdurations dthms clocks", base("seconds")),
  ...all("ms clockms dtdurationms", base("seconds"), 0.001),
  ...all("µs", base("seconds"), 1e-6),
  ...all("ns", base("seconds"), 1e-9),
  ...all("m", base("seconds"), 60),
  ...all("h", base("seconds"), 3600),
  ...all("d", base("seconds"), 86_400),
  ...all("bytes decbytes", base("bytes")),
  ...all("bits decbits", base("bytes"), 1 / 8),
  ...all("kbytes deckbytes", base("bytes"), 1024),
  ...all("mbytes decmbytes", base("bytes"), 1024 ** 2),
  ...all("gbytes decgbytes", base("bytes"), 1024 ** 3),
  ...all("Bps binBps", perSecond(base("bytes"))),
  ...all("bps binbps", perSecond(base("bytes")), 1 / 8),
  ...all("reqps ops cps wps rps iops eps mps recps rowsps", perSecond(count)),
  ...all("cpm opm rpm wpm epm mpm", perSecond(count), 1 / 60),
  ...all("percentunit", ratio),
  ...all("percent", base("percent")),
  ...all("hertz rothz", base("hertz")),
  ...all("rotrpm", base("rpm")),
  ...all("celsius", base("celsius")),
  ...all("volt", base("volts")),
  ...all("amp", base("amperes")),
  ...all("watt", base("watts")),
  ...all("joule", base("joules")),
  ...all("lengthm", base("meters")),
  ...all("currencyUSD", base("usd")),
  ...all("dateTimeAsIso dateTimeAsUS dateTimeAsLocal dateTimeFromNow dateTimeAsSystem", timestamp, 0.001),
]);

/** Units for a query's result; none if Grafana has no unit for it. */
export const unitsFor = (dimension: Dimension): string[] =>
  [...shown].filter(([, unit]) => unit.scale === 1 && fits(unit, dimension)).map(([id]) => id);

/** Whether a unit has another dimension or scale than a query's result; false for units without a dimension. */
export function misleads(id: string, dimension: Dimension): boolean {
  const unit = shown.get(id);
  return unit !== undefined && (unit.scale !== 1 || !fits(unit, dimension));
}

/** A ratio is a plain number, but a count is not a ratio. */
function fits(unit: Shown, dimension: Dimension): boolean {
  return sameDimension(unit.dimension, dimension) && !(unit.dimension === ratio && dimension.flavour === "count");
}
