import { print } from "../print.ts";
import type { Aggregation, Binary, Expr } from "../syntax/ast.ts";
import { childrenOf, selectorsIn, withoutParens } from "../syntax/ast.ts";
import type { Scope } from "./type-info.ts";

// Divisions by zero: an infinite quotient crosses a threshold, and one NaN makes a whole sum NaN.

type Sign = "+" | "-";
const flipped: Readonly<Record<Sign, Sign>> = { "+": "-", "-": "+" };

/**
 * Reports thresholds that a division by zero crosses.
 * @param guarded divisors that a condition around the expression keeps from being 0: `... and x > 0`
 */
export function checkDivisors(expr: Expr, scope: Scope, guarded: readonly string[] = []): void {
  if (expr.kind === "binary") checkThreshold(expr, guarded, scope);
  const isAnd = expr.kind === "binary" && expr.op === "and";
  const inside = isAnd ? [...guarded, ...guardsIn(expr.left, scope), ...guardsIn(expr.right, scope)] : guarded;
  for (const child of childrenOf(expr)) checkDivisors(child, scope, inside);
}

/** What a condition keeps from being 0: `x` in `x > 0` and in `y > 1 and x != 0`. */
function guardsIn(expr: Expr, scope: Scope): string[] {
  if (expr.kind === "paren") return guardsIn(expr.expr, scope);
  if (expr.kind !== "binary") return [];
  if (expr.op === "and") return [...guardsIn(expr.left, scope), ...guardsIn(expr.right, scope)];
  const { constant } = scope.typeInfo(expr.right);
  const isGuard =
    constant !== undefined && ((/^>=?$/.test(expr.op) && constant >= 0) || (expr.op === "!=" && constant === 0));
  return isGuard ? [print(withoutParens(expr.left))] : [];
}

function checkThreshold(expr: Binary, guarded: readonly string[], scope: Scope): void {
  const [left, right] = [scope.typeInfo(expr.left), scope.typeInfo(expr.right)];
  const above = /^>=?$/.test(expr.op) ? "+" : /^<=?$/.test(expr.op) ? "-" : undefined;
  if (!above) return;
  for (const [side, other, sign] of [
    [expr.left, right, above],
    [expr.right, left, flipped[above]],
  ] as const) {
    if (other.constant === undefined) continue;
    const divisor = infiniteBy(side, sign, scope);
    if (divisor && !guarded.includes(print(withoutParens(divisor))))
      scope.report(
        "divisor",
        `the divisor can be 0: then the quotient is ${sign}Inf, and the comparison is true`,
        divisor,
        "leave zeros out: (x > 0)",
      );
  }
}

/** The divisor by which an expression can be infinite, with that sign. */
function infiniteBy(expr: Expr, sign: Sign, scope: Scope): Expr | undefined {
  if (expr.kind === "paren") return infiniteBy(expr.expr, sign, scope);
  if (expr.kind === "unary") return infiniteBy(expr.expr, expr.op === "-" ? flipped[sign] : sign, scope);
  if (expr.kind === "aggregation")
    return /^(?:sum|max|min|avg)$/.test(expr.op) ? infiniteBy(expr.expr, sign, scope) : undefined;
  if (expr.kind !== "binary") return undefined;
  const [left, right] = [scope.typeInfo(expr.left), scope.typeInfo(expr.right)];
  if (right.constant !== undefined && /^[-+*/]$/.test(expr.op)) {
    const negates = (expr.op === "*" || expr.op === "/") && right.constant < 0;
    return infiniteBy(expr.left, negates ? flipped[sign] : sign, scope);
  }
  if (left.constant !== undefined && /^[-+*]$/.test(expr.op)) {
    const negates = expr.op === "-" || (expr.op === "*" && left.constant < 0);
    return infiniteBy(expr.right, negates ? flipped[sign] : sign, scope);
  }
  if (expr.op !== "/" || sign === "-" || left.range[1] <= 0) return undefined;
  return isGaugeWithZero(expr.right, scope) && !reads(expr.left, expr.right) ? expr.right : undefined;
}

/** Whether the numerator contains the divisor: where that is 0, so is the numerator, or it says something else. */
function reads(numerator: Expr, divisor: Expr): boolean {
  const names = new Set(selectorsIn(divisor).map((selector) => print(selector)));
  return selectorsIn(numerator).some((selector) => names.has(print(selector)));
}

/** A gauge that may be 0, such as a limit where 0 means none. Counters are left out: with them, the numerator is 0 too. */
function isGaugeWithZero(expr: Expr, scope: Scope): boolean {
  if (expr.kind === "paren") return isGaugeWithZero(expr.expr, scope);
  if (expr.kind === "aggregation") return /^(?:sum|max|min|avg)$/.test(expr.op) && isGaugeWithZero(expr.expr, scope);
  if (expr.kind === "call" && /^(?:avg|max|min|last)_over_time$/.test(expr.name.text)) {
    const [window] = expr.args;
    return window?.kind === "matrix" && isGaugeWithZero(window.selector, scope);
  }
  if (expr.kind !== "selector") return false;
  const { sampleKind, range, unit, nonZero, observed, labels } = scope.typeInfo(expr);
  if (nonZero || observed || labels.known.has("quantile")) return false;
  return sampleKind === "gauge" && range[0] <= 0 && range[1] > 0 && unit?.powers.timestamp === undefined;
}

/** Reports 0/0 inside of a sum or an average: one NaN makes the whole result NaN, which crosses no threshold. */
export function checkSummands(expr: Aggregation, scope: Scope): void {
  if (!/^(?:sum|avg|stddev|stdvar)$/.test(expr.op)) return;
  const quotient = withoutParens(expr.expr);
  if (quotient.kind !== "binary" || quotient.op !== "/") return;
  const [left, right] = [scope.typeInfo(quotient.left), scope.typeInfo(quotient.right)];
  const isVectorial = left.type === "instant vector" && right.type === "instant vector";
  if (!isVectorial || !isRateWithZero(quotient.right, scope) || isOnePerGroup(expr, scope)) return;
  scope.report(
    "divisor",
    `one 0/0 makes the whole ${expr.op} NaN, which crosses no threshold`,
    quotient.right,
    `leave zeros out, (x > 0), or divide the sums: sum(...) / sum(...)`,
  );
}

/** Of series with no labels but those of the scrape, `by (instance)` makes groups of one: a NaN changes no other value. */
function isOnePerGroup({ modifier, grouping, expr }: Aggregation, { catalog, typeInfo }: Scope): boolean {
  const names = grouping.map(({ text }) => text);
  if (modifier !== "by" || !names.includes("instance")) return false;
  return selectorsIn(expr).every((selector) => {
    const all = catalog.series.get(selector.name?.text ?? "");
    const own = all?.flatMap(({ typeInfo: { labels }, job }) =>
      [...labels.known.keys()].filter((name) => !job.labels.has(name)),
    );
    const { known } = typeInfo(selector).labels;
    return own?.every((name) => names.includes(name) || known.get(name)?.values?.length === 1) === true;
  });
}

/** A rate is 0 while nothing happens. */
function isRateWithZero(expr: Expr, scope: Scope): boolean {
  const inner = withoutParens(expr);
  // A count is at least 1.
  if (inner.kind === "aggregation") return /^(?:sum|avg|max|min)$/.test(inner.op) && isRateWithZero(inner.expr, scope);
  if (inner.kind === "call") return /^(?:i?rate|increase)$/.test(inner.name.text);
  return isGaugeWithZero(inner, scope);
}
