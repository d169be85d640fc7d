import { type Binary, type Call, type Expr, partsOf, withoutParens } from "../syntax/ast.ts";
import { printDuration } from "../syntax/numbers.ts";
import { isComparison } from "../syntax/types.ts";

/**
 * The longest time that an alert's condition can hold without interruption for one series, if certain:
 * `x unless x offset 1h` ends after an hour. An alert whose `for` is as long never fires. Undefined for events that can
 * repeat, such as `increase(errors_total[5m]) > 0`.
 */
export function maxDuration(written: Expr): Bound | undefined {
  const expr = withoutParens(written);
  if (expr.kind !== "binary" || expr.bool) return undefined;
  const { op, left, right } = expr;
  if (op === "unless") return shorter(maxDuration(left), endOfPresence(expr));
  if (op === "and") return shorter(ofBoth(left, right), endOfChange(expr));
  return isComparison(expr.op) && !expr.matching ? shorter(calendarBound(expr), ofBoth(left, right)) : undefined;
}

/** The left side must hold for one series all the time, the right side for any series that it matches. */
function ofBoth(left: Expr, right: Expr): Bound | undefined {
  const other = maxDuration(right);
  return shorter(maxDuration(left), other?.clock ? other : undefined);
}

const shorter = (a: Bound | undefined, b: Bound | undefined): Bound | undefined =>
  a && b ? (a.seconds <= b.seconds ? a : b) : (a ?? b);

/** The problem and the fix if an alert with `for` of this many seconds can never fire; undefined if it can. */
export function durationProblem(
  expr: Expr,
  seconds: number,
): { readonly message: string; readonly hint: string } | undefined {
  const bound = maxDuration(expr);
  if (!bound || seconds < bound.seconds) return undefined;
  if (bound.seconds === 0) return { message: "never fires: its condition never holds", hint: "correct its limits" };
  const most = printDuration(bound.seconds);
  return {
    message: `never fires: its condition must hold for ${printDuration(seconds)}, but it can hold for ${most} at most; ${bound.why}`,
    hint: `make \`for\` shorter than ${most}`,
  };
}

interface Clock {
  readonly first: number;
  readonly last: number;
  /** Seconds per value. */
  readonly each: number;
}

/** Cyclic functions: after the last value comes the first. */
const clocks: Readonly<Record<string, Clock>> = {
  minute: { first: 0, last: 59, each: 60 },
  hour: { first: 0, last: 23, each: 3600 },
  day_of_week: { first: 0, last: 6, each: 86_400 },
};

interface Times {
  readonly name: string;
  readonly clock: Clock;
  readonly passes: readonly boolean[];
}

/** How long a comparison with the clock can hold without interruption: `hour() >= 8 < 18` for ten hours. */
function calendarBound(expr: Binary): Bound | undefined {
  const times = timesOf(expr);
  if (!times?.passes.includes(false)) return undefined;
  const { name, clock, passes } = times;
  const values = longestRun(passes);
  return { seconds: values * clock.each, why: `${name}() does not stay within these limits for longer`, clock: true };
}

function timesOf(written: Expr): Times | undefined {
  const expr = withoutParens(written);
  if (expr.kind === "call") {
    const clock = expr.args.length === 0 ? clocks[expr.name.text] : undefined;
    if (!clock) return undefined;
    return { name: expr.name.text, clock, passes: Array(clock.last - clock.first + 1).fill(true) };
  }
  const condition = conditionOf(expr);
  const times = condition && timesOf(condition.vector);
  if (!times) return undefined;
  return { ...times, passes: times.passes.map((passed, i) => passed && condition.holds(times.clock.first + i)) };
}

/** The longest run of passing values, across the end too. */
function longestRun(passes: readonly boolean[]): number {
  let best = 0;
  let run = 0;
  for (const passed of [...passes, ...passes]) {
    run = passed ? run + 1 : 0;
    best = Math.max(best, run);
  }
  return best;
}

/** An upper bound for how long a condition can hold without interruption. */
interface Bound {
  readonly seconds: number;
  /** The reason: `hour() stays within 8 to 9 for 2h`. */
  readonly why: string;
  /** Whether it ends for all series at the same time of day, and not for each series by itself. */
  readonly clock: boolean;
}

/** A comparison of a vector with a literal number, used as a filter. */
interface Condition {
  readonly vector: Expr;
  readonly holds: (value: number) => boolean;
  /** The only value that passes, for `==`. */
  readonly only?: number;
}

/** A condition such as `x > 5`; undefined for other expressions. */
function conditionOf(written: Expr): Condition | undefined {
  const expr = withoutParens(written);
  if (expr.kind !== "binary" || expr.bool || !isComparison(expr.op)) return undefined;
  const limit = withoutParens(expr.right);
  const passes = operators[expr.op];
  if (limit.kind !== "number" || !passes) return undefined;
  const vector = withoutParens(expr.left);
  const holds = (value: number) => passes(value, limit.value);
  return expr.op === "==" ? { vector, holds, only: limit.value } : { vector, holds };
}

const operators: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** The series that an expression reads, and how long ago. Equal `what` means equal series. */
interface Reading {
  readonly what: string;
  /** Seconds. */
  readonly ago: number;
}

/** Undefined if an expression reads several times, a fixed time, a Grafana variable's time, or the clock. */
function readingOf(written: Expr): Reading | undefined {
  const expr = withoutParens(written);
  const parts = partsOf(expr);
  const windowed = new Set(parts.flatMap((part) => (part.kind === "matrix" ? [part.selector] : [])));
  const offsets = new Set<number | undefined>();
  for (const part of parts) {
    if (part.kind === "subquery" || (part.kind === "call" && part.args.length === 0)) return undefined;
    if ((part.kind !== "selector" && part.kind !== "matrix") || windowed.has(part)) continue;
    if (part.at !== undefined) return undefined;
    offsets.add(part.offset ? part.offset.seconds : 0);
  }
  const [ago] = offsets;
  return offsets.size === 1 && ago !== undefined ? { what: JSON.stringify(expr, untimed), ago } : undefined;
}

const places = new Set(["from", "to", "offset", "operator", "regex"]);
const untimed = (key: string, value: unknown): unknown =>
  places.has(key) && typeof value !== "string" ? undefined : value;

/**
 * `x unless x offset 1h` selects new series, `x offset 1h unless x` and `present_over_time(x[1h]) unless x` select
 * series that disappeared. After an hour, the compared past equals the present.
 */
function endOfPresence({ left, right }: Binary): Bound | undefined {
  const now = readingOf(right);
  const window = presenceWindow(left);
  if (window) {
    const past = readingOf(window.selector);
    const isSame = past && now && past.what === now.what && past.ago === now.ago;
    return isSame
      ? bound(window.seconds, "after that, the window does not contain the missing series any more")
      : undefined;
  }
  const past = readingOf(left);
  if (!past || !now || past.what !== now.what || past.ago === now.ago) return undefined;
  const why =
    past.ago < now.ago
      ? "after that, the new series existed at the offset too"
      : "after that, the missing series did not exist at the offset either";
  return bound(Math.abs(past.ago - now.ago), why);
}

/** `x == 1 and x offset 1h == 0` holds after a change. An hour later, both sides read values from after the change. */
function endOfChange({ left, right, matching }: Binary): Bound | undefined {
  if (matching) return undefined;
  const ends = [endOfSteady(left, right), endOfSteady(right, left), endOfShift(left, right)];
  const seconds = Math.min(...ends.map((end) => end ?? Number.POSITIVE_INFINITY));
  if (!Number.isFinite(seconds)) return undefined;
  return bound(seconds, "after that, both sides of `and` read values from after the change and contradict each other");
}

const bound = (seconds: number, why: string): Bound => ({ seconds, why, clock: false });

/** The time until the window of one side contains only the constant value that the other side requires. */
function endOfSteady(steady: Expr, other: Expr): number | undefined {
  const [value, condition] = [conditionOf(steady), conditionOf(other)];
  if (value?.only === undefined || !condition || condition.vector.kind !== "call") return undefined;
  const window = windowOf(condition.vector);
  const [now, past] = [readingOf(value.vector), window && readingOf(window.selector)];
  if (!window || !now || !past || now.what !== past.what || now.ago !== past.ago) return undefined;
  const seen = ofConstant(condition.vector.name.text, value.only);
  return seen !== undefined && !condition.holds(seen) ? window.seconds : undefined;
}

/** The time until the older side reads the values that the newer side read first. */
function endOfShift(left: Expr, right: Expr): number | undefined {
  const [a, b] = [conditionOf(left), conditionOf(right)];
  const [first, second] = [a && readingOf(a.vector), b && readingOf(b.vector)];
  if (!a || !b || !first || !second || first.what !== second.what || first.ago === second.ago) return undefined;
  const isContradiction = (a.only !== undefined && !b.holds(a.only)) || (b.only !== undefined && !a.holds(b.only));
  return isContradiction ? Math.abs(first.ago - second.ago) : undefined;
}

interface Window {
  readonly selector: Expr;
  readonly seconds: number;
}

function windowOf({ args }: Call): Window | undefined {
  const [arg] = args;
  if (args.length !== 1 || arg?.kind !== "matrix" || arg.offset || arg.at !== undefined) return undefined;
  if (arg.range.seconds === undefined) return undefined;
  return { selector: arg.selector, seconds: arg.range.seconds };
}

const keepsValue = /^(avg|min|max|last)_over_time$/;
const isStill = /^(changes|delta|idelta|deriv|stddev_over_time|stdvar_over_time|increase|rate|irate|resets)$/;

/** The result of a function over time on constant samples. */
function ofConstant(name: string, value: number): number | undefined {
  return keepsValue.test(name) ? value : isStill.test(name) ? 0 : undefined;
}

/** The window of `present_over_time(x[1h])` and the like, with or without a filter: it has a value while `x` is in it. */
function presenceWindow(written: Expr): Window | undefined {
  const expr = withoutParens(written);
  if (expr.kind === "call")
    return /^(present|count|last|min|max|avg|sum)_over_time$/.test(expr.name.text) ? windowOf(expr) : undefined;
  const condition = conditionOf(expr);
  return condition && presenceWindow(condition.vector);
}
