import { parseRegex } from "../regex/regex.ts";
import type {
  DurationNode,
  Expr,
  Matcher,
  MatchOperator,
  MatrixSelector,
  NumberLiteral,
  Seconds,
  Span,
  Subquery,
  TimeModifiers,
  VectorSelector,
  Word,
} from "./ast.ts";
import { accept, type Cursor, expect, reportError, unexpected } from "./lexer.ts";
import { parseDuration, parseNumber } from "./numbers.ts";
import { canNameLabel, hasVariable, PromqlSyntaxError, replaceVariables, type Token, unquote } from "./tokens.ts";

/** The word of a string or a name, and whether its escapes are valid UTF-8. */
export function wordOf(cursor: Cursor, token: Token): { word: Word; valid: boolean } {
  const { from, to, text } = token;
  if (token.type !== "string") return { word: { from, to, text, dynamic: token.type === "variable" }, valid: true };
  const { value, valid } = unquote(text);
  const word = { from, to, text: value, dynamic: cursor.options.grafana === true && hasVariable(value) };
  return { word: valid ? word : { ...word, written: text }, valid };
}

/** Parses the labels of `by (...)`, `on (...)` and similar clauses, with the parentheses. */
export function groupingLabels(cursor: Cursor): Word[] {
  expect(cursor, "(", "in a list of labels");
  const labels: Word[] = [];
  while (!accept(cursor, ")")) {
    if (labels.length > 0) {
      if (!accept(cursor, ",")) unexpected(cursor, "in a list of labels", "`,` or `)`");
      if (accept(cursor, ")")) break;
    }
    labels.push(groupingLabel(cursor));
  }
  return labels;
}

function groupingLabel(cursor: Cursor): Word {
  if (cursor.token.type !== "string" && !canNameLabel(cursor.token))
    unexpected(cursor, "in a list of labels", "a label");
  const { word, valid } = wordOf(cursor, cursor.take());
  if (!valid || word.text === "") reportError(cursor, `invalid label name ${JSON.stringify(word.text)}`, word);
  return word;
}

const matchOperators: ReadonlySet<string> = new Set(["=", "!=", "=~", "!~"]);

/** Parses the matchers of a selector, with the braces. */
export function labelMatchers(cursor: Cursor): Matcher[] {
  expect(cursor, "{", "in a selector");
  const matchers: Matcher[] = [];
  while (!accept(cursor, "}")) {
    if (matchers.length > 0) {
      if (!accept(cursor, ",")) unexpected(cursor, "in a selector", "`,` or `}`");
      if (accept(cursor, "}")) break;
    }
    matchers.push(matcher(cursor));
  }
  return matchers;
}

function matcher(cursor: Cursor): Matcher {
  const { type } = cursor.token;
  if (type !== "identifier" && type !== "variable" && type !== "string")
    unexpected(cursor, "in a selector", "a label or `}`");
  const name = cursor.take();
  const { word: label } = wordOf(cursor, name);
  if (matchOperators.has(cursor.token.type)) return comparison(cursor, label);
  if (type === "identifier") unexpected(cursor, "in a selector", "one of = != =~ !~");
  const { from, to } = name;
  return {
    from,
    to,
    label: { from, to: from, text: "__name__", dynamic: type === "variable" },
    operator: "=",
    value: label,
  };
}

function comparison(cursor: Cursor, label: Word): Matcher {
  const operator = cursor.take().type as MatchOperator;
  if (cursor.token.type !== "string") unexpected(cursor, "in a selector", "a string");
  const { word: value, valid } = wordOf(cursor, cursor.take());
  const found = { from: label.from, to: value.to, label, operator, value };
  if (operator === "=" || operator === "!=") return found;
  const regex = parseRegex(value.dynamic ? replaceVariables(value.text, "x") : value.text, valid);
  if ("problem" in regex) reportError(cursor, `invalid regular expression: ${regex.problem}`, value);
  return value.dynamic || "problem" in regex ? found : { ...found, regex };
}

/** Parses windows, offsets and timestamps after an operand, in any number and order that Prometheus allows. */
export function postfix(cursor: Cursor, operand: Expr): Expr {
  let expr = operand;
  for (;;) {
    if (cursor.token.type === "[") expr = windowed(cursor, expr);
    else if (accept(cursor, "offset")) expr = withOffset(cursor, expr, offsetDuration(cursor));
    else if (accept(cursor, "@")) expr = withTimestamp(cursor, expr, timestamp(cursor));
    else return expr;
  }
}

function windowed(cursor: Cursor, expr: Expr): MatrixSelector | Subquery {
  cursor.take();
  const range = windowDuration(cursor, "in brackets");
  const isSubquery = accept(cursor, ":") !== undefined;
  const step = isSubquery && cursor.token.type !== "]" ? windowDuration(cursor, "after the colon") : undefined;
  const { to } = expect(cursor, "]", "in brackets");
  if (isSubquery) return { kind: "subquery", expr, range, ...(step && { step }), from: expr.from, to };
  const problem = matrixProblem(expr);
  if (problem) reportError(cursor, problem, { from: range.from - 1, to });
  return { kind: "matrix", selector: expr, range, ...modifiersOf(expr), from: expr.from, to };
}

function matrixProblem(expr: Expr): string | undefined {
  if (expr.kind !== "selector") return "a range can only follow a selector; a subquery needs a colon, as in [5m:]";
  if (isSet(expr.offset)) return "an offset goes after the range: foo[5m] offset 1h";
  if (typeof expr.at === "number") return "a timestamp goes after the range: foo[5m] @ 1609746000";
  return undefined;
}

/** For Prometheus, an offset of 0 is no offset. */
const isSet = (offset: DurationNode | undefined): boolean =>
  offset !== undefined && !(Math.abs((offset.seconds ?? 1) * 1e9) < 0.5);

type Timed = VectorSelector | MatrixSelector | Subquery;

const isTimed = (expr: Expr): expr is Timed =>
  expr.kind === "selector" || expr.kind === "matrix" || expr.kind === "subquery";

function modifiersOf(expr: Expr): TimeModifiers {
  if (!isTimed(expr)) return {};
  return { ...(expr.offset && { offset: expr.offset }), ...(expr.at !== undefined && { at: expr.at }) };
}

function withOffset(cursor: Cursor, expr: Expr, offset: DurationNode): Expr {
  if (!isTimed(expr)) {
    reportError(cursor, "an offset can only follow a selector, a range or a subquery", expr);
    return expr;
  }
  if (isSet(expr.offset)) reportError(cursor, "an offset may be set only once", expr);
  return { ...expr, offset, to: cursor.end };
}

function withTimestamp(cursor: Cursor, expr: Expr, time: number | "start" | "end"): Expr {
  if (!isTimed(expr)) {
    reportError(cursor, "@ can only follow a selector, a range or a subquery", expr);
    return expr;
  }
  if (expr.at !== undefined) reportError(cursor, "@ may be set only once", expr);
  return { ...expr, at: time, to: cursor.end };
}

function timestamp(cursor: Cursor): number | "start" | "end" {
  if (cursor.token.type === "start" || cursor.token.type === "end") {
    const { type } = cursor.take();
    expect(cursor, "(", `after @ ${type}`);
    expect(cursor, ")", `after @ ${type}`);
    return type === "start" ? "start" : "end";
  }
  const sign = (accept(cursor, "-") ?? accept(cursor, "+"))?.type === "-" ? -1 : 1;
  if (!["number", "duration", "variable"].includes(cursor.token.type)) unexpected(cursor, "after @", "a timestamp");
  const { seconds = 0, ...span } = duration(cursor);
  if (!(Math.abs(seconds) < 2 ** 63)) reportError(cursor, "timestamp out of range", span);
  return seconds * sign;
}

export function number(cursor: Cursor): NumberLiteral {
  const { text, from, to } = cursor.take();
  const value = parseNumber(text);
  if (value === undefined) reportError(cursor, `"${text}" is not a number that Prometheus can read`, { from, to });
  return { kind: "number", value: value ?? 0, text, from, to };
}

/** A duration, a number of seconds, or a Grafana variable. */
export function duration(cursor: Cursor): DurationNode {
  const { type, text, from, to } = cursor.token;
  if (type === "number") return { seconds: number(cursor).value, text, from, to };
  cursor.take();
  if (type === "variable") return { seconds: undefined, text, from, to };
  const parsed = parseDuration(text);
  if (typeof parsed === "number") return { seconds: parsed, text, from, to };
  reportError(cursor, parsed.problem, { from, to });
  return { seconds: undefined, text, from, to };
}

/** Prometheus counts nanoseconds in 64 bits. */
const maxSeconds = 2 ** 63 / 1e9;

/** The length of a window or a step: more than 0. */
function windowDuration(cursor: Cursor, where: string): DurationNode {
  const { found } = signedDuration(cursor, where);
  refuseArithmetic(cursor);
  if (found.seconds !== undefined && found.seconds <= 0) reportError(cursor, "a window must be longer than 0", found);
  return found;
}

function offsetDuration(cursor: Cursor): DurationNode {
  const { found, signs } = signedDuration(cursor, "after offset");
  // After two signs Prometheus parses an expression of durations, which includes the next operators.
  if (signs > 1) refuseArithmetic(cursor);
  return found;
}

function signedDuration(cursor: Cursor, where: string): { found: DurationNode; signs: number } {
  const { from } = cursor.token;
  let signs = "";
  while (cursor.token.type === "-" || cursor.token.type === "+") signs += cursor.take().type;
  if (cursor.token.type === "(") refuseArithmetic(cursor);
  if (!["number", "duration", "variable"].includes(cursor.token.type))
    unexpected(cursor, where, "a duration such as 5m");
  const { seconds, text, to } = duration(cursor);
  const span: Span = { from, to };
  if (seconds !== undefined && Math.abs(seconds) > maxSeconds) reportError(cursor, "duration out of range", span);
  const negative = signs.replaceAll("+", "").length % 2 === 1;
  return { found: { seconds: signed(seconds, negative), text: signs + text, ...span }, signs: signs.length };
}

const signed = (seconds: Seconds, negative: boolean): Seconds =>
  seconds !== undefined && negative ? -seconds : seconds;

function refuseArithmetic({ token }: Cursor): void {
  if (!["+", "-", "*", "/", "%", "^", "("].includes(token.type)) return;
  throw new PromqlSyntaxError("calculating with durations is experimental: Prometheus refuses it", token);
}
