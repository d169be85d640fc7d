import type { Binary } from "../syntax/ast.ts";
import {
  type Dimension,
  describeDimension,
  dividedBy,
  sameDimension,
  scaled,
  seconds,
  times,
  timestamp,
} from "./dimension.ts";
import type { Facts } from "./facts.ts";
import type { Report } from "./finding.ts";

/** The unit of an operation's result, where it can be told; mixing units is reported. */
export function unitOfBinary(expr: Binary, left: Facts, right: Facts, report: Report): Dimension | undefined {
  const { op } = expr;
  if (op === "*") return product(left, right);
  if (op === "/") return quotient(left, right);
  if (op === "%") return left.unit;
  if (op === "^" || op === "atan2") return undefined;
  return mixed(expr, left, right, report);
}

function product(left: Facts, right: Facts): Dimension | undefined {
  if (right.constant !== undefined) return left.unit && scaled(left.unit, right.constant);
  if (left.constant !== undefined) return right.unit && scaled(right.unit, left.constant);
  return left.unit && right.unit && times(left.unit, right.unit);
}

function quotient(left: Facts, right: Facts): Dimension | undefined {
  if (right.constant !== undefined) return left.unit && scaled(left.unit, 1 / right.constant);
  return left.unit && right.unit && dividedBy(left.unit, right.unit);
}

/** Adding, subtracting and comparing need one unit on both sides. A written number has whatever unit fits. */
function mixed(expr: Binary, left: Facts, right: Facts, report: Report): Dimension | undefined {
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
  report("unit", `${describeDimension(first)} ${verb} ${describeDimension(second)}`, expr.operator, howToMend(a, b));
  return undefined;
}

/** Two times differ by seconds, and seconds move a time. */
function onTimeAxis(op: string, a: Dimension, b: Dimension): Dimension | undefined {
  if (op === "-" && sameDimension(a, timestamp) && sameDimension(b, timestamp)) return seconds;
  if (op === "-" || op === "+") {
    if (sameDimension(a, timestamp) && sameDimension(b, seconds)) return timestamp;
    if (op === "+" && sameDimension(a, seconds) && sameDimension(b, timestamp)) return timestamp;
  }
  return undefined;
}

function howToMend(a: Dimension, b: Dimension): string | undefined {
  const percents = [a, b].filter(({ powers }) => powers.percent === 1).length;
  const ratios = [a, b].filter(({ flavour }) => flavour === "ratio").length;
  if (percents === 1 && ratios === 1) return "a percentage is 100 times a ratio";
  return sameDimension(a, timestamp) || sameDimension(b, timestamp) ? "an age is time() minus a timestamp" : undefined;
}
