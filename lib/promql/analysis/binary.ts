import type { Binary } from "../syntax/ast.ts";
import { checkComparison } from "./comparison.ts";
import { ratio } from "./dimension.ts";
import { type Facts, unite, unknownScalar } from "./facts.ts";
import { calculate, filtered, type Interval, within } from "./interval.ts";
import { anyLabels, type Labels } from "./labels.ts";
import { matchedLabels } from "./matching.ts";
import type { Scope } from "./scope.ts";
import { rangeOfShare } from "./share.ts";
import { unitOfBinary } from "./units.ts";

const isVector = ({ type }: Facts): boolean => type === "instant vector";

/** Facts of an operation on two expressions. */
export function binary(expr: Binary, scope: Scope): Facts {
  const left = scope.facts(expr.left);
  const right = scope.facts(expr.right);
  const labels = labelsOf(expr, left, right, scope);
  if (expr.op === "or") return { ...unite(left, right), labels };
  if (expr.op === "and" || expr.op === "unless") return { ...left, labels };
  const unit = unitOfBinary(expr, left, right, scope.report);
  if (/^[=!<>]/.test(expr.op)) return compared(expr, left, right, labels, scope);
  const constant = folded(expr.op, left, right);
  const range: Interval = constant === undefined ? rangeOf(expr, left, right, scope) : [constant, constant];
  const mayBeNaN = left.mayBeNaN || right.mayBeNaN || ["/", "%", "^"].includes(expr.op);
  return {
    ...unknownScalar,
    type: typeOf(left, right),
    labels,
    range,
    unit,
    constant,
    native: left.native || right.native,
    mayBeNaN: mayBeNaN && constant === undefined,
  };
}

function rangeOf(expr: Binary, left: Facts, right: Facts, scope: Scope): Interval {
  const range = calculate(expr.op, left.range, right.range);
  const share = isVector(left) && isVector(right) ? rangeOfShare(expr, scope) : undefined;
  return share ? within(share, range) : range;
}

function typeOf(left: Facts, right: Facts): Facts["type"] {
  if (isVector(left) || isVector(right)) return "instant vector";
  return left.type === "scalar" && right.type === "scalar" ? "scalar" : "unknown";
}

function labelsOf(expr: Binary, left: Facts, right: Facts, scope: Scope): Labels {
  if (left.type === "unknown" || right.type === "unknown") return anyLabels;
  if (isVector(left) && isVector(right)) return matchedLabels(expr, left.labels, right.labels, scope);
  return isVector(left) ? left.labels : right.labels;
}

/** Without bool a comparison is a filter: what passes keeps the value of its vector. */
function compared(expr: Binary, left: Facts, right: Facts, labels: Labels, scope: Scope): Facts {
  checkComparison(expr, left, right, scope);
  if (expr.bool) return { ...unknownScalar, range: [0, 1], type: typeOf(left, right), labels, unit: ratio };
  const [kept, other, op] = isVector(left) ? [left, right, expr.op] : [right, left, mirrored[expr.op] ?? expr.op];
  return { ...kept, labels, range: filtered(op, kept.range, other.range) };
}

const mirrored: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** The value of a calculation with written numbers only, such as `5 * 60`. */
function folded(op: string, { constant: a, type }: Facts, { constant: b, type: other }: Facts): number | undefined {
  if (a === undefined || b === undefined || type !== "scalar" || other !== "scalar") return undefined;
  const results: Readonly<Record<string, number>> = {
    "+": a + b,
    "-": a - b,
    "*": a * b,
    "/": a / b,
    "%": a % b,
    "^": a ** b,
  };
  return results[op];
}
