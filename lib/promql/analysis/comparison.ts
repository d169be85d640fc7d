import type { Binary, Expr } from "../syntax/ast.ts";
import type { Facts } from "./facts.ts";
import { type Decision, decide, describeInterval } from "./interval.ts";
import type { Scope } from "./scope.ts";
import { isShare } from "./share.ts";

/** Whether a comparison can come out in both ways. */
export function checkComparison(expr: Binary, left: Facts, right: Facts, scope: Scope): void {
  if (left.constant !== undefined && right.constant !== undefined) return;
  const decision = decide(expr.op, left.range, right.range);
  if (decision === undefined || (holdsAnyway(expr.op, decision) && isGuard(expr, left, right))) return;
  const sides = [describe(expr.left, left, scope), describe(expr.right, right, scope)];
  const why = sides.filter((text) => text !== undefined).join(", ");
  scope.report("comparison", `\`${expr.op}\` is ${decision} true: ${why}`, expr.operator, hintOf(expr, decision));
}

/** NaN fails every comparison but `!=`, which it passes: what is never true stays so, what is always true does not. */
const holdsAnyway = (op: string, decision: Decision): boolean => decision === (op === "!=" ? "never" : "always");

/** `x >= 0` is how people drop NaN, `count(x) > 0` how they say "there is one", `ALERTS == 1` how they are sure. */
function isGuard(expr: Binary, left: Facts, right: Facts): boolean {
  return expr.op === "==" || left.mayBeNaN || right.mayBeNaN || counts(expr.left) || counts(expr.right);
}

function counts(expr: Expr): boolean {
  if (expr.kind === "paren") return counts(expr.expr);
  return (
    (expr.kind === "aggregation" && expr.op === "count") ||
    (expr.kind === "call" && expr.name.text === "count_over_time")
  );
}

function describe(expr: Expr, { range, constant }: Facts, scope: Scope): string | undefined {
  const words = constant === undefined ? describeInterval(range) : undefined;
  const what = expr.kind === "selector" && expr.name ? `value of ${expr.name.text}` : "value";
  return words && `the ${what} is ${words}${isShare(expr, scope) ? ", a part of its whole" : ""}`;
}

function hintOf(expr: Binary, decision: Decision): string | undefined {
  const isEmptyCount = decision === "never" && (counts(expr.left) || counts(expr.right));
  return isEmptyCount ? "a count of nothing is no series, not 0: use absent(), or `or vector(0)`" : undefined;
}
