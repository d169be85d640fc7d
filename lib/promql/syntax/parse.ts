import type { Aggregation, Binary, Call, Expr, Matching, Span, SyntaxProblem, VectorSelector, Word } from "./ast.ts";
import { accept, type Cursor, complain, cursor, expect, type ParseOptions, unexpected } from "./cursor.ts";
import { aggregators, canNameMetric, SyntaxFault, type Token } from "./tokens.ts";
import { typeProblems } from "./types.ts";

export type { ParseOptions } from "./cursor.ts";

import { didYouMean } from "../text/suggest.ts";
import { functions } from "./functions.ts";
import { groupingLabels, labelMatchers, wordOf } from "./labels.ts";
import { duration, number, postfix } from "./modifiers.ts";

/** An expression's tree and what Prometheus refuses in it. The tree is absent where a syntax error leaves none. */
export interface Parsed {
  readonly ast?: Expr;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads a PromQL expression. There are problems exactly where Prometheus 3.5 refuses it: syntax, types, regular
 * expressions. Types are looked at once the syntax is right, as Prometheus does.
 */
export function parse(text: string, options: ParseOptions = {}): Parsed {
  try {
    const at = cursor(text, options);
    const ast = expression(at);
    if (at.token.type !== "end of input") unexpected(at, "after the expression", "an operator");
    return { ast, problems: at.problems.length > 0 ? at.problems : typeProblems(ast) };
  } catch (error) {
    if (error instanceof SyntaxFault) return { problems: [error.problem] };
    throw error;
  }
}

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

/** Reads one expression; handed over by the parser, which calls these functions itself. */
type Expression = (at: Cursor) => Expr;

export function call(at: Cursor, token: Token, expression: Expression): Call {
  const { word: name } = wordOf(at, token);
  const known = functions.get(name.text);
  if (!known && !name.dynamic) {
    const hint = didYouMean(name.text, functions.keys());
    complain(at, `unknown function "${name.text}"${hint ? `: ${hint}` : ""}`, name);
  }
  if (known?.experimental && !at.options.experimental) complain(at, experimental(name.text), name);
  return { kind: "call", name, args: callArguments(at, expression), from: name.from, to: at.end };
}

const experimental = (name: string): string =>
  `"${name}" is experimental: Prometheus refuses it without --enable-feature=promql-experimental-functions`;

function callArguments(at: Cursor, expression: Expression): Expr[] {
  expect(at, "(", "in a call");
  if (accept(at, ")")) return [];
  const args = [expression(at)];
  while (!accept(at, ")")) {
    const comma = accept(at, ",") ?? unexpected(at, "in a call", "`,` or `)`");
    if (at.token.type === ")") complain(at, "a call may not end with a comma", comma);
    else args.push(expression(at));
  }
  return args;
}

const withParameter = new Set(["topk", "bottomk", "count_values", "quantile", "limitk", "limit_ratio"]);
const experimentalAggregators = new Set(["limitk", "limit_ratio"]);

interface Grouping {
  readonly modifier?: "by" | "without";
  readonly grouping: readonly Word[];
}

export function aggregation(at: Cursor, { type: op, from, to }: Token, expression: Expression): Aggregation {
  const before = grouping(at);
  const args = callArguments(at, expression);
  const { modifier, grouping: labels } = before ?? grouping(at) ?? { grouping: [] };
  if (experimentalAggregators.has(op) && !at.options.experimental) complain(at, experimental(op), { from, to });
  const wanted = withParameter.has(op) ? 2 : 1;
  if (args.length !== wanted) {
    throw new SyntaxFault(`"${op}" takes ${wanted} argument${wanted > 1 ? "s" : ""}, not ${args.length}`, {
      from,
      to: at.end,
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
    to: at.end,
    ...(modifier && { modifier }),
    ...(param && { param }),
  };
}

function grouping(at: Cursor): Grouping | undefined {
  const clause = accept(at, "by") ?? accept(at, "without");
  return clause && { modifier: clause.type === "by" ? "by" : "without", grouping: groupingLabels(at) };
}
