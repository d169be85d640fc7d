import type { Binary, Expr } from "../syntax/ast.ts";
import { type Bound, conditionOf, endOfChange, endOfPresence, isComparison, withoutParens } from "./conditions.ts";

export type { Bound } from "./conditions.ts";

import { printDuration } from "../syntax/numbers.ts";

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
  return isComparison(expr) && !expr.matching ? shorter(calendarBound(expr), ofBoth(left, right)) : undefined;
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
export function calendarBound(expr: Binary): Bound | undefined {
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
