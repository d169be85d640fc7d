import type { Regex } from "../regex/regex.ts";

/** A range of the expression's text in UTF-16 units: `from` inclusive, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An error for which Prometheus refuses the expression. */
export interface SyntaxProblem extends Span {
  readonly message: string;
}

/** The type of an expression's value. `unknown` is a Grafana variable. */
export type ValueType = "scalar" | "string" | "instant vector" | "range vector" | "unknown";

export type MatchOperator = "=" | "!=" | "=~" | "!~";

/** A word. It is `dynamic` if it contains a Grafana variable. */
export interface Word extends Span {
  readonly text: string;
  readonly dynamic: boolean;
  /** The quoted source, if its escapes are not valid UTF-8 and `text` is only an approximation. */
  readonly written?: string;
}

/** One matcher of a selector; a quoted metric name in braces is a matcher on `__name__`. */
export interface Matcher extends Span {
  readonly label: Word;
  readonly operator: MatchOperator;
  readonly value: Word;
  /** For `=~` and `!~` without a Grafana variable. */
  readonly regex?: Regex;
}

/** Seconds; undefined for a Grafana variable. */
export type Seconds = number | undefined;

export interface DurationNode extends Span {
  readonly seconds: Seconds;
  /** The source, such as `5m` or `$__rate_interval`. */
  readonly text: string;
}

/** The time modifiers of a selector or a subquery. */
export interface TimeModifiers {
  readonly offset?: DurationNode;
  readonly at?: number | "start" | "end";
}

export interface NumberLiteral extends Span {
  readonly kind: "number";
  readonly value: number;
  /** The source: `5m` is the number 300. */
  readonly text: string;
}
interface StringLiteral extends Span, Word {
  readonly kind: "string";
}
/** A Grafana variable as an operand. */
interface Variable extends Span {
  readonly kind: "variable";
  readonly text: string;
}
export interface VectorSelector extends Span, TimeModifiers {
  readonly kind: "selector";
  /** The metric's name outside the braces. */
  readonly name?: Word;
  readonly matchers: readonly Matcher[];
}
export interface MatrixSelector extends Span, TimeModifiers {
  readonly kind: "matrix";
  readonly selector: Expr;
  readonly range: DurationNode;
}
export interface Subquery extends Span, TimeModifiers {
  readonly kind: "subquery";
  readonly expr: Expr;
  readonly range: DurationNode;
  readonly step?: DurationNode;
}
export interface Call extends Span {
  readonly kind: "call";
  readonly name: Word;
  readonly args: readonly Expr[];
}
export interface Aggregation extends Span {
  readonly kind: "aggregation";
  /** In lower case. */
  readonly op: string;
  readonly modifier?: "by" | "without";
  readonly grouping: readonly Word[];
  readonly param?: Expr;
  readonly expr: Expr;
}
export interface Binary extends Span {
  readonly kind: "binary";
  /** In lower case. */
  readonly op: string;
  readonly operator: Span;
  readonly bool: boolean;
  readonly matching?: Matching;
  readonly left: Expr;
  readonly right: Expr;
}
export interface Matching {
  readonly on: boolean;
  readonly labels: readonly Word[];
  readonly group?: "left" | "right";
  readonly include: readonly Word[];
}
export interface Unary extends Span {
  readonly kind: "unary";
  readonly op: "+" | "-";
  readonly expr: Expr;
}
interface Paren extends Span {
  readonly kind: "paren";
  readonly expr: Expr;
}

export type Expr =
  | NumberLiteral
  | StringLiteral
  | Variable
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | Binary
  | Unary
  | Paren;

/** The parts of an expression, from left to right. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "matrix":
      return [expr.selector];
    case "subquery":
    case "unary":
    case "paren":
      return [expr.expr];
    case "call":
      return isInfoWithSelector(expr) ? expr.args.slice(0, 1) : expr.args;
    case "aggregation":
      return expr.param ? [expr.param, expr.expr] : [expr.expr];
    case "binary":
      return [expr.left, expr.right];
    default:
      return [];
  }
}

/** The second argument of `info` selects labels, not series: it may be empty, and may name no metric. */
const isInfoWithSelector = ({ name, args }: Call): boolean => name.text === "info" && args[1]?.kind === "selector";

/** An expression and all its parts, outer ones first. */
export function partsOf(expr: Expr): readonly Expr[] {
  const found: Expr[] = [];
  addParts(expr, found);
  return found;
}

function addParts(expr: Expr, found: Expr[]): void {
  found.push(expr);
  for (const child of childrenOf(expr)) addParts(child, found);
}

/** An expression without the parentheses around all of it. */
export const withoutParens = (expr: Expr): Expr => (expr.kind === "paren" ? withoutParens(expr.expr) : expr);

/** Every selector in an expression. */
export const selectorsIn = (expr: Expr): VectorSelector[] =>
  partsOf(expr).filter((part): part is VectorSelector => part.kind === "selector");

/** The metrics that an expression names, outside of Grafana's variables. */
export function namesIn(expr: Expr): string[] {
  const names: string[] = [];
  for (const part of partsOf(expr)) {
    if (part.kind !== "selector") continue;
    if (part.name && !part.name.dynamic) names.push(part.name.text);
    for (const { label, operator, value } of part.matchers)
      if (label.text === "__name__" && operator === "=" && !value.dynamic) names.push(value.text);
  }
  return names;
}
