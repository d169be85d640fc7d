import type { Binary, Expr } from "../syntax/ast.ts";
import { type Bound, conditionOf, withoutParens } from "./condition.ts";

interface Clock {
  readonly first: number;
  readonly last: number;
  /** Seconds that one value lasts. */
  readonly each: number;
}

/** Functions that go round: after the last value comes the first. */
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

/** How long in a row a comparison with the clock can hold: `hour() >= 8 < 18` for ten hours. */
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

/** The most that pass in a row, round the end. */
function longestRun(passes: readonly boolean[]): number {
  let best = 0;
  let run = 0;
  for (const passed of [...passes, ...passes]) {
    run = passed ? run + 1 : 0;
    best = Math.max(best, run);
  }
  return best;
}
