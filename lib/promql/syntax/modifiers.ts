import type {
  DurationNode,
  Expr,
  MatrixSelector,
  NumberLiteral,
  Seconds,
  Span,
  Subquery,
  TimeModifiers,
  VectorSelector,
} from "./ast.ts";
import { accept, type Cursor, complain, expect, unexpected } from "./cursor.ts";
import { parseDuration, parseNumber } from "./numbers.ts";
import { SyntaxFault } from "./tokens.ts";

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

export function number(at: Cursor): NumberLiteral {
  const { text, from, to } = at.take();
  const value = parseNumber(text);
  if (value === undefined) complain(at, `"${text}" is no number that Prometheus can read`, { from, to });
  return { kind: "number", value: value ?? 0, text, from, to };
}

/** A duration, a plain number of seconds, or a Grafana variable that stands for one. */
export function duration(at: Cursor): DurationNode {
  const { type, text, from, to } = at.token;
  if (type === "number") return { seconds: number(at).value, text, from, to };
  at.take();
  if (type === "variable") return { seconds: undefined, text, from, to };
  const parsed = parseDuration(text);
  if (typeof parsed === "number") return { seconds: parsed, text, from, to };
  complain(at, parsed.problem, { from, to });
  return { seconds: undefined, text, from, to };
}

/** Prometheus counts nanoseconds in 64 bits. */
const maxSeconds = 2 ** 63 / 1e9;

/** The length of a window or a step: more than nothing. */
export function windowDuration(at: Cursor, where: string): DurationNode {
  const { found } = signedDuration(at, where);
  refuseArithmetic(at);
  if (found.seconds !== undefined && found.seconds <= 0) complain(at, "a window must be longer than 0", found);
  return found;
}

export function offsetDuration(at: Cursor): DurationNode {
  const { found, signs } = signedDuration(at, "after offset");
  // Two signs make it an expression of durations, and that goes on for as long as operators follow.
  if (signs > 1) refuseArithmetic(at);
  return found;
}

function signedDuration(at: Cursor, where: string): { found: DurationNode; signs: number } {
  const { from } = at.token;
  let signs = "";
  while (at.token.type === "-" || at.token.type === "+") signs += at.take().type;
  if (at.token.type === "(") refuseArithmetic(at);
  if (!["number", "duration", "variable"].includes(at.token.type)) unexpected(at, where, "a duration such as 5m");
  const { seconds, text, to } = duration(at);
  const span: Span = { from, to };
  if (seconds !== undefined && Math.abs(seconds) > maxSeconds) complain(at, "duration out of range", span);
  const negative = signs.replaceAll("+", "").length % 2 === 1;
  return { found: { seconds: signed(seconds, negative), text: signs + text, ...span }, signs: signs.length };
}

const signed = (seconds: Seconds, negative: boolean): Seconds =>
  seconds !== undefined && negative ? -seconds : seconds;

function refuseArithmetic({ token }: Cursor): void {
  if (!["+", "-", "*", "/", "%", "^", "("].includes(token.type)) return;
  throw new SyntaxFault("calculating with durations is experimental: Prometheus refuses it", token);
}
