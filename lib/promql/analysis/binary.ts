import type { Binary, Expr } from "../syntax/ast.ts";
import { isComparison } from "../syntax/types.ts";
import { matchedLabels } from "./matching.ts";
import { checkDurationLiteral, checkNaN } from "./pitfalls.ts";
import { isShare, rangeOfShare } from "./share.ts";
import { anyLabels, type Labels, type Report, type Scope, type TypeInfo, unite, unknownScalar } from "./type-info.ts";
import {
  calculate,
  type Decision,
  type Dimension,
  decide,
  describeDimension,
  describeInterval,
  dividedBy,
  filtered,
  type Interval,
  ratio,
  sameDimension,
  scaled,
  seconds,
  times,
  timestamp,
  within,
} from "./units.ts";

const isVector = ({ type }: TypeInfo): boolean => type === "instant vector";

/** Type information of a binary operation. */
export function binary(expr: Binary, scope: Scope): TypeInfo {
  const left = scope.typeInfo(expr.left);
  const right = scope.typeInfo(expr.right);
  const labels = labelsOf(expr, left, right, scope);
  checkDurationLiteral(expr, left, right, scope);
  if (expr.op === "or") return { ...unite(left, right), labels };
  if (expr.op === "and" || expr.op === "unless") return { ...left, labels };
  const unit = unitOfBinary(expr, left, right, scope.report);
  if (isComparison(expr.op)) return compared(expr, left, right, labels, scope);
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

function rangeOf(expr: Binary, left: TypeInfo, right: TypeInfo, scope: Scope): Interval {
  const range = calculate(expr.op, left.range, right.range);
  const share = isVector(left) && isVector(right) ? rangeOfShare(expr, scope) : undefined;
  return share ? within(share, range) : range;
}

function typeOf(left: TypeInfo, right: TypeInfo): TypeInfo["type"] {
  if (isVector(left) || isVector(right)) return "instant vector";
  return left.type === "scalar" && right.type === "scalar" ? "scalar" : "unknown";
}

function labelsOf(expr: Binary, left: TypeInfo, right: TypeInfo, scope: Scope): Labels {
  if (left.type === "unknown" || right.type === "unknown") return anyLabels;
  if (isVector(left) && isVector(right)) return matchedLabels(expr, left, right, scope);
  return isVector(left) ? left.labels : right.labels;
}

/** Without bool a comparison is a filter: the samples that pass keep their value. */
function compared(expr: Binary, left: TypeInfo, right: TypeInfo, labels: Labels, scope: Scope): TypeInfo {
  if (!checkNaN(expr, left, right, scope)) checkComparison(expr, left, right, scope);
  if (expr.bool) return { ...unknownScalar, range: [0, 1], type: typeOf(left, right), labels, unit: ratio };
  const [kept, other, op] = isVector(left) ? [left, right, expr.op] : [right, left, mirrored[expr.op] ?? expr.op];
  return { ...kept, labels, range: filtered(op, kept.range, other.range) };
}

const mirrored: Readonly<Record<string, string>> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

/** The value of a calculation with literal numbers only, such as `5 * 60`. */
function folded(
  op: string,
  { constant: a, type }: TypeInfo,
  { constant: b, type: other }: TypeInfo,
): number | undefined {
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

/** Reports comparisons that are always or never true. */
function checkComparison(expr: Binary, left: TypeInfo, right: TypeInfo, scope: Scope): void {
  const areConstant = left.constant !== undefined && right.constant !== undefined;
  if (areConstant && left.type === "scalar" && right.type === "scalar") return;
  const decision = decide(expr.op, left.range, right.range);
  // `vector(1) > 0` fires always, on purpose.
  if (areConstant && decision !== "never") return;
  if (decision === undefined || (holdsAnyway(expr.op, decision) && isGuard(expr, left, right))) return;
  const sides = [describe(expr.left, left, scope, areConstant), describe(expr.right, right, scope, areConstant)];
  const why = sides.filter((text) => text !== undefined).join(", ");
  scope.report("comparison", `\`${expr.op}\` is ${decision} true: ${why}`, expr.operator, hintOf(expr, decision));
}

/** NaN makes `!=` true and every other comparison false, so `always` (of `!=`: `never`) is wrong for NaN. */
const holdsAnyway = (op: string, decision: Decision): boolean => decision === (op === "!=" ? "never" : "always");

/** Deliberate comparisons: `x >= 0` drops NaN, `count(x) > 0` asks for existence, `ALERTS == 1` is explicit. */
function isGuard(expr: Binary, left: TypeInfo, right: TypeInfo): boolean {
  return expr.op === "==" || left.mayBeNaN || right.mayBeNaN || counts(expr.left) || counts(expr.right);
}

function counts(expr: Expr): boolean {
  if (expr.kind === "paren") return counts(expr.expr);
  return (
    (expr.kind === "aggregation" && expr.op === "count") ||
    (expr.kind === "call" && expr.name.text === "count_over_time")
  );
}

/** The range of one side. A number beside it explains itself; of two constants, that which is no literal is named. */
function describe(expr: Expr, { range, constant }: TypeInfo, scope: Scope, areConstant: boolean): string | undefined {
  const isNamed = constant === undefined || (areConstant && expr.kind !== "number");
  const described = isNamed ? describeInterval(range) : undefined;
  const what = expr.kind === "selector" && expr.name ? `value of ${expr.name.text}` : "value";
  return described && `the ${what} is ${described}${isShare(expr, scope) ? ", a part of its whole" : ""}`;
}

function hintOf(expr: Binary, decision: Decision): string | undefined {
  const isEmptyCount = decision === "never" && (counts(expr.left) || counts(expr.right));
  return isEmptyCount ? "a count of nothing is no series, not 0: use absent(), or `or vector(0)`" : undefined;
}

/** The unit of an operation's result, or undefined if unknown. Reports operations on different units. */
function unitOfBinary(expr: Binary, left: TypeInfo, right: TypeInfo, report: Report): Dimension | undefined {
  const { op } = expr;
  if (op === "*") return product(left, right);
  if (op === "/") return quotient(left, right);
  if (op === "%") return left.unit;
  if (op === "^" || op === "atan2") return undefined;
  return mixed(expr, left, right, report);
}

function product(left: TypeInfo, right: TypeInfo): Dimension | undefined {
  if (right.constant !== undefined) return left.unit && scaled(left.unit, right.constant);
  if (left.constant !== undefined) return right.unit && scaled(right.unit, left.constant);
  return left.unit && right.unit && times(left.unit, right.unit);
}

function quotient(left: TypeInfo, right: TypeInfo): Dimension | undefined {
  if (right.constant !== undefined) return left.unit && scaled(left.unit, 1 / right.constant);
  return left.unit && right.unit && dividedBy(left.unit, right.unit);
}

/** Addition, subtraction and comparison need the same unit on both sides. A literal number fits every unit. */
function mixed(expr: Binary, left: TypeInfo, right: TypeInfo, report: Report): Dimension | undefined {
  if (left.constant !== undefined) return right.unit;
  if (right.constant !== undefined) return left.unit;
  const [a, b] = [left.unit, right.unit];
  if (!a || !b) return undefined;
  const inTime = onTimeAxis(expr.op, a, b);
  if (inTime) return inTime;
  const isSumOfTimes = expr.op === "+" && sameDimension(a, timestamp) && sameDimension(b, timestamp);
  if (sameDimension(a, b) && !isSumOfTimes) return a;
  const verb = { "+": "added to", "-": "subtracted from" }[expr.op] ?? "compared with";
  const [first, second] = expr.op === "-" ? [b, a] : [a, b];
  report("unit", `${describeDimension(first)} ${verb} ${describeDimension(second)}`, expr.operator, fixFor(a, b));
  return undefined;
}

/** The difference of two timestamps is in seconds; a timestamp plus seconds is a timestamp. */
function onTimeAxis(op: string, a: Dimension, b: Dimension): Dimension | undefined {
  if (op === "-" && sameDimension(a, timestamp) && sameDimension(b, timestamp)) return seconds;
  if (op === "-" || op === "+") {
    if (sameDimension(a, timestamp) && sameDimension(b, seconds)) return timestamp;
    if (op === "+" && sameDimension(a, seconds) && sameDimension(b, timestamp)) return timestamp;
  }
  return undefined;
}

function fixFor(a: Dimension, b: Dimension): string | undefined {
  const percents = [a, b].filter(({ powers }) => powers.percent === 1).length;
  const ratios = [a, b].filter(({ flavour }) => flavour === "ratio").length;
  if (percents === 1 && ratios === 1) return "a percentage is 100 times a ratio";
  return sameDimension(a, timestamp) || sameDimension(b, timestamp) ? "an age is time() minus a timestamp" : undefined;
}
