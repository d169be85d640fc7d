import type { Aggregation, Binary, Call, Expr, Matching, Span, SyntaxProblem, VectorSelector, Word } from "./ast.ts";
import { accept, Cursor, expect, type ParseOptions, reportError, unexpected } from "./lexer.ts";
import { aggregators, canNameMetric, PromqlSyntaxError, type Token } from "./tokens.ts";
import { functions, typeProblems } from "./types.ts";

export type { ParseOptions } from "./lexer.ts";

import { didYouMean } from "../../model/problem.ts";
import { duration, groupingLabels, labelMatchers, number, postfix, wordOf } from "./selectors.ts";

/** The tree of an expression and its errors. A syntax error leaves no tree. */
export interface Parsed {
  readonly ast?: Expr;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Parses a PromQL expression. It has problems exactly if Prometheus 3.5 refuses it: for its syntax, types or regular
 * expressions. Like Prometheus, checks types only if the syntax is valid.
 */
export function parse(text: string, options: ParseOptions = {}): Parsed {
  try {
    const cursor = new Cursor(text, options);
    const ast = expression(cursor);
    if (cursor.token.type !== "end of input") unexpected(cursor, "after the expression", "an operator");
    return { ast, problems: cursor.problems.length > 0 ? cursor.problems : typeProblems(ast) };
  } catch (error) {
    if (error instanceof PromqlSyntaxError) return { problems: [error.problem] };
    throw error;
  }
}

/** Precedence of the binary operators. All are left-associative except `^`. */
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

/** Parses an expression of operators with a precedence of at least `least`. */
function expression(cursor: Cursor, least = 1): Expr {
  const outside = cursor.depth;
  cursor.descend();
  let left = operand(cursor);
  for (
    let binds = precedence[cursor.token.type];
    binds !== undefined && binds >= least;
    binds = precedence[cursor.token.type]
  ) {
    // `a + b + c` is `(a + b) + c`: each operator nests the left side one level deeper.
    cursor.descend();
    left = binary(cursor, left, binds);
  }
  cursor.depth = outside;
  return left;
}

function binary(cursor: Cursor, left: Expr, binds: number): Binary {
  const { type: op, from, to } = cursor.take();
  const bool = accept(cursor, "bool") !== undefined;
  const matching = vectorMatching(cursor);
  const right = expression(cursor, op === "^" ? power : binds + 1);
  const operator = { from, to };
  const found = { kind: "binary", op, operator, bool, left, right, from: left.from, to: right.to } as const;
  return matching ? { ...found, matching } : found;
}

const over = (first: Span, last: Span): Span => ({ from: first.from, to: last.to });

function vectorMatching(cursor: Cursor): Matching | undefined {
  const clause = accept(cursor, "on") ?? accept(cursor, "ignoring");
  if (!clause) return undefined;
  const matching = { on: clause.type === "on", labels: groupingLabels(cursor), include: [] };
  const group = accept(cursor, "group_left") ?? accept(cursor, "group_right");
  if (!group) return matching;
  const include = cursor.token.type === "(" ? groupingLabels(cursor) : [];
  return { ...matching, group: group.type === "group_left" ? "left" : "right", include };
}

/** A sign has the precedence of `*`: `-a ^ b` is `-(a ^ b)`. */
function operand(cursor: Cursor): Expr {
  const sign = accept(cursor, "-") ?? accept(cursor, "+");
  if (!sign) return postfix(cursor, primary(cursor));
  const expr = expression(cursor, power);
  return { kind: "unary", op: sign.type === "-" ? "-" : "+", expr, ...over(sign, expr) };
}

function primary(cursor: Cursor): Expr {
  switch (cursor.token.type) {
    case "number":
      return number(cursor);
    case "duration": {
      const { text, seconds = 0, ...span } = duration(cursor);
      return { kind: "number", value: seconds, text, ...span };
    }
    case "string":
      return { kind: "string", ...wordOf(cursor, cursor.take()).word };
    case "(":
      return paren(cursor);
    case "{":
      return selector(cursor, undefined);
    default:
      return named(cursor);
  }
}

function paren(cursor: Cursor): Expr {
  const open = cursor.take();
  const expr = expression(cursor);
  const close = accept(cursor, ")") ?? unexpected(cursor, "in parentheses", "an operator or `)`");
  return { kind: "paren", expr, ...over(open, close) };
}

/** Parses an aggregation, a function call, a metric or a Grafana variable. */
function named(cursor: Cursor): Expr {
  if (!canNameMetric(cursor.token)) unexpected(cursor, "where an expression should start");
  const name = cursor.take();
  const { type } = cursor.token;
  if (aggregators.has(name.type) && (type === "(" || type === "by" || type === "without"))
    return aggregation(cursor, name, expression);
  if (type === "(" && (name.type === "identifier" || name.type === "variable")) return call(cursor, name, expression);
  if (name.type === "variable" && !isSelected(name, type)) {
    return { kind: "variable", text: name.text, from: name.from, to: name.to };
  }
  return selector(cursor, name);
}

/** Whether a word with a Grafana variable must be a metric's name: by its other characters, or by the next token. */
function isSelected(name: Token, next: string): boolean {
  return /^[A-Za-z_:]/.test(name.text) || next === "{" || next === "[" || next === "offset" || next === "@";
}

function selector(cursor: Cursor, token: Token | undefined): VectorSelector {
  const from = token?.from ?? cursor.token.from;
  const matchers = cursor.token.type === "{" ? labelMatchers(cursor) : [];
  const to = cursor.end;
  if (!token) return { kind: "selector", matchers, from, to };
  return { kind: "selector", name: wordOf(cursor, token).word, matchers, from, to };
}

/** Reads one expression; handed over by the parser, which calls these functions itself. */
type Expression = (cursor: Cursor) => Expr;

function call(cursor: Cursor, token: Token, expression: Expression): Call {
  const { word: name } = wordOf(cursor, token);
  const known = functions.get(name.text);
  if (!known && !name.dynamic) {
    const hint = didYouMean(name.text, functions.keys());
    reportError(cursor, `unknown function "${name.text}"${hint ? `: ${hint}` : ""}`, name);
  }
  if (known?.experimental && !cursor.options.experimental) reportError(cursor, experimental(name.text), name);
  return { kind: "call", name, args: callArguments(cursor, expression), from: name.from, to: cursor.end };
}

const experimental = (name: string): string =>
  `"${name}" is experimental: Prometheus refuses it without --enable-feature=promql-experimental-functions`;

function callArguments(cursor: Cursor, expression: Expression): Expr[] {
  expect(cursor, "(", "in a call");
  if (accept(cursor, ")")) return [];
  const args = [expression(cursor)];
  while (!accept(cursor, ")")) {
    const comma = accept(cursor, ",") ?? unexpected(cursor, "in a call", "`,` or `)`");
    if (cursor.token.type === ")") reportError(cursor, "a call may not end with a comma", comma);
    else args.push(expression(cursor));
  }
  return args;
}

const withParameter = new Set(["topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"]);
const experimentalAggregators = new Set(["limitk", "limit_ratio"]);

interface Grouping {
  readonly modifier?: "by" | "without";
  readonly grouping: readonly Word[];
}

function aggregation(cursor: Cursor, { type: op, from, to }: Token, expression: Expression): Aggregation {
  const before = grouping(cursor);
  const args = callArguments(cursor, expression);
  const { modifier, grouping: labels } = before ?? grouping(cursor) ?? { grouping: [] };
  if (experimentalAggregators.has(op) && !cursor.options.experimental)
    reportError(cursor, experimental(op), { from, to });
  const wanted = withParameter.has(op) ? 2 : 1;
  if (args.length !== wanted) {
    throw new PromqlSyntaxError(`"${op}" takes ${wanted} argument${wanted > 1 ? "s" : ""}, not ${args.length}`, {
      from,
      to: cursor.end,
    });
  }
  const expr = args[wanted - 1] as Expr;
  const [param] = wanted === 2 ? args : [];
  return {
    kind: "aggregation",
    op,
    grouping: labels,
    expr,
    from,
    to: cursor.end,
    ...(modifier && { modifier }),
    ...(param && { param }),
  };
}

function grouping(cursor: Cursor): Grouping | undefined {
  const clause = accept(cursor, "by") ?? accept(cursor, "without");
  return clause && { modifier: clause.type === "by" ? "by" : "without", grouping: groupingLabels(cursor) };
}
