import type { Binary, Expr, Matching, Span, VectorSelector } from "./ast.ts";
import { aggregation, call } from "./calls.ts";
import { accept, type Cursor, unexpected } from "./cursor.ts";
import { groupingLabels, labelMatchers, wordOf } from "./labels.ts";
import { postfix } from "./modifiers.ts";
import { duration, number } from "./quantities.ts";
import { aggregators, canNameMetric, type Token } from "./tokens.ts";

/** Binary operators by how tightly they bind. All group from the left, but for `^`. */
const precedence: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  unless: 2,
  "==": 3,
  "!=": 3,
  "<": 3,
  "<=": 3,
  ">": 3,
  ">=": 3,
  "+": 4,
  "-": 4,
  "*": 5,
  "/": 5,
  "%": 5,
  atan2: 5,
  "^": 6,
};
const power = 6;

/** Reads an expression of operators that bind at least as tightly as `least`. */
export function expression(at: Cursor, least = 1): Expr {
  const outside = at.depth;
  at.descend();
  let left = operand(at);
  for (
    let binds = precedence[at.token.type];
    binds !== undefined && binds >= least;
    binds = precedence[at.token.type]
  ) {
    // `a + b + c` is `(a + b) + c`: each operator puts what was read a level deeper.
    at.descend();
    left = binary(at, left, binds);
  }
  at.ascendTo(outside);
  return left;
}

function binary(at: Cursor, left: Expr, binds: number): Binary {
  const { type: op, from, to } = at.take();
  const bool = accept(at, "bool") !== undefined;
  const matching = vectorMatching(at);
  const right = expression(at, op === "^" ? power : binds + 1);
  const operator = { from, to };
  const found = { kind: "binary", op, operator, bool, left, right, from: left.from, to: right.to } as const;
  return matching ? { ...found, matching } : found;
}

const over = (first: Span, last: Span): Span => ({ from: first.from, to: last.to });

function vectorMatching(at: Cursor): Matching | undefined {
  const clause = accept(at, "on") ?? accept(at, "ignoring");
  if (!clause) return undefined;
  const matching = { on: clause.type === "on", labels: groupingLabels(at), include: [] };
  const group = accept(at, "group_left") ?? accept(at, "group_right");
  if (!group) return matching;
  const include = at.token.type === "(" ? groupingLabels(at) : [];
  return { ...matching, group: group.type === "group_left" ? "left" : "right", include };
}

/** A sign binds as tightly as `*`: `-a ^ b` is `-(a ^ b)`. */
function operand(at: Cursor): Expr {
  const sign = accept(at, "-") ?? accept(at, "+");
  if (!sign) return postfix(at, primary(at));
  const expr = expression(at, power);
  return { kind: "unary", op: sign.type === "-" ? "-" : "+", expr, ...over(sign, expr) };
}

function primary(at: Cursor): Expr {
  switch (at.token.type) {
    case "number":
      return number(at);
    case "duration": {
      const { text, seconds = 0, ...span } = duration(at);
      return { kind: "number", value: seconds, text, ...span };
    }
    case "string":
      return { kind: "string", ...wordOf(at, at.take()).word };
    case "(":
      return paren(at);
    case "{":
      return selector(at, undefined);
    default:
      return named(at);
  }
}

function paren(at: Cursor): Expr {
  const open = at.take();
  const expr = expression(at);
  const close = accept(at, ")") ?? unexpected(at, "in parentheses", "an operator or `)`");
  return { kind: "paren", expr, ...over(open, close) };
}

/** What starts with a name: an aggregation, a function, a metric, or a Grafana variable. */
function named(at: Cursor): Expr {
  if (!canNameMetric(at.token)) unexpected(at, "where an expression should start");
  const name = at.take();
  const { type } = at.token;
  if (aggregators.has(name.type) && (type === "(" || type === "by" || type === "without"))
    return aggregation(at, name, expression);
  if (type === "(" && (name.type === "identifier" || name.type === "variable")) return call(at, name, expression);
  if (name.type === "variable" && !isSelected(name, type)) {
    return { kind: "variable", text: name.text, from: name.from, to: name.to };
  }
  return selector(at, name);
}

/** Whether a word with a Grafana variable must be a metric's name: by what it is made of, or by what follows it. */
function isSelected(name: Token, next: string): boolean {
  return /^[A-Za-z_:]/.test(name.text) || next === "{" || next === "[" || next === "offset" || next === "@";
}

function selector(at: Cursor, token: Token | undefined): VectorSelector {
  const from = token?.from ?? at.token.from;
  const matchers = at.token.type === "{" ? labelMatchers(at) : [];
  const to = at.end;
  if (!token) return { kind: "selector", matchers, from, to };
  return { kind: "selector", name: wordOf(at, token).word, matchers, from, to };
}
