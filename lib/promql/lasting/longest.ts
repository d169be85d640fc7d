import type { Expr } from "../syntax/ast.ts";
import { calendarBound } from "./calendar.ts";
import { endOfChange, endOfPresence } from "./changes.ts";
import { type Bound, isComparison, withoutParens } from "./condition.ts";

export type { Bound } from "./condition.ts";

/**
 * The longest that an alert's condition can hold in a row for one series, where that is sure: `x unless x offset 1h`
 * ends an hour after it began. An alert that waits as long never fires. Nothing is said of events that can repeat, such
 * as `increase(errors_total[5m]) > 0`: errors may well go on for as long as they like.
 */
export function longest(written: Expr): Bound | undefined {
  const expr = withoutParens(written);
  if (expr.kind !== "binary" || expr.bool) return undefined;
  const { op, left, right } = expr;
  if (op === "unless") return shorter(longest(left), endOfPresence(expr));
  if (op === "and") return shorter(ofBoth(left, right), endOfChange(expr));
  return isComparison(expr) && !expr.matching ? shorter(calendarBound(expr), ofBoth(left, right)) : undefined;
}

/** One side must hold for each series, the other for whichever series it is matched with. */
function ofBoth(left: Expr, right: Expr): Bound | undefined {
  const other = longest(right);
  return shorter(longest(left), other?.clock ? other : undefined);
}

const shorter = (a: Bound | undefined, b: Bound | undefined): Bound | undefined =>
  a && b ? (a.seconds <= b.seconds ? a : b) : (a ?? b);
