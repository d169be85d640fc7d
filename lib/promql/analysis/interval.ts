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
