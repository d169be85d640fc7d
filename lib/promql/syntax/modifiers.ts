import type { DurationNode, Expr, MatrixSelector, Subquery, TimeModifiers, VectorSelector } from "./ast.ts";
import { accept, type Cursor, complain, expect, unexpected } from "./cursor.ts";
import { duration, offsetDuration, windowDuration } from "./quantities.ts";

/** Reads what follows an operand: windows, offsets, timestamps, in any number and order that Prometheus allows. */
export function postfix(at: Cursor, operand: Expr): Expr {
  let expr = operand;
  for (;;) {
    if (at.token.type === "[") expr = windowed(at, expr);
    else if (accept(at, "offset")) expr = withOffset(at, expr, offsetDuration(at));
    else if (accept(at, "@")) expr = withTimestamp(at, expr, timestamp(at));
    else return expr;
  }
}

function windowed(at: Cursor, expr: Expr): MatrixSelector | Subquery {
  at.take();
  const range = windowDuration(at, "in brackets");
  const isSubquery = accept(at, ":") !== undefined;
  const step = isSubquery && at.token.type !== "]" ? windowDuration(at, "after the colon") : undefined;
  const { to } = expect(at, "]", "in brackets");
  if (isSubquery) return { kind: "subquery", expr, range, ...(step && { step }), from: expr.from, to };
  const problem = matrixProblem(expr);
  if (problem) complain(at, problem, { from: range.from - 1, to });
  return { kind: "matrix", selector: expr, range, ...modifiersOf(expr), from: expr.from, to };
}

function matrixProblem(expr: Expr): string | undefined {
  if (expr.kind !== "selector") return "a range can only follow a selector; a subquery needs a colon, as in [5m:]";
  if (isSet(expr.offset)) return "an offset goes after the range: foo[5m] offset 1h";
  if (typeof expr.at === "number") return "a timestamp goes after the range: foo[5m] @ 1609746000";
  return undefined;
}

/** Prometheus takes an offset of 0 for none. */
const isSet = (offset: DurationNode | undefined): boolean =>
  offset !== undefined && !(Math.abs((offset.seconds ?? 1) * 1e9) < 0.5);

type Timed = VectorSelector | MatrixSelector | Subquery;

const isTimed = (expr: Expr): expr is Timed =>
  expr.kind === "selector" || expr.kind === "matrix" || expr.kind === "subquery";

function modifiersOf(expr: Expr): TimeModifiers {
  if (!isTimed(expr)) return {};
  return { ...(expr.offset && { offset: expr.offset }), ...(expr.at !== undefined && { at: expr.at }) };
}

function withOffset(at: Cursor, expr: Expr, offset: DurationNode): Expr {
  if (!isTimed(expr)) {
    complain(at, "an offset can only follow a selector, a range or a subquery", expr);
    return expr;
  }
  if (isSet(expr.offset)) complain(at, "an offset may be set only once", expr);
  return { ...expr, offset, to: at.end };
}

function withTimestamp(at: Cursor, expr: Expr, time: number | "start" | "end"): Expr {
  if (!isTimed(expr)) {
    complain(at, "@ can only follow a selector, a range or a subquery", expr);
    return expr;
  }
  if (expr.at !== undefined) complain(at, "@ may be set only once", expr);
  return { ...expr, at: time, to: at.end };
}

function timestamp(at: Cursor): number | "start" | "end" {
  if (at.token.type === "start" || at.token.type === "end") {
    const { type } = at.take();
    expect(at, "(", `after @ ${type}`);
    expect(at, ")", `after @ ${type}`);
    return type === "start" ? "start" : "end";
  }
  const sign = (accept(at, "-") ?? accept(at, "+"))?.type === "-" ? -1 : 1;
  if (!["number", "duration", "variable"].includes(at.token.type)) unexpected(at, "after @", "a timestamp");
  const { seconds = 0, ...span } = duration(at);
  if (!(Math.abs(seconds) < 2 ** 63)) complain(at, "timestamp out of range", span);
  return seconds * sign;
}
