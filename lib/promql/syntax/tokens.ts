import type { Span, SyntaxProblem } from "./ast.ts";

/**
 * `identifier` has no colon, `metric` has one; `variable` is a word with a Grafana variable.
 * Keywords (in lower case) and operators are their own token types.
 */
export type TokenType =
  | "identifier"
  | "metric"
  | "variable"
  | "number"
  | "duration"
  | "string"
  | "end of input"
  | (string & {});

export interface Token extends Span {
  readonly type: TokenType;
  readonly text: string;
}

export const aggregators: ReadonlySet<string> = new Set([
  "sum",
  "avg",
  "count",
  "min",
  "max",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "count_values",
  "quantile",
  "limitk",
  "limit_ratio",
]);

const operatorWords = ["and", "or", "unless", "atan2"];
const clauses = ["offset", "by", "without", "on", "ignoring", "group_left", "group_right", "bool", "start", "end"];

/** Words that are not identifiers outside of braces, in upper or lower case. */
export const keywords: ReadonlySet<string> = new Set([...aggregators, ...operatorWords, ...clauses]);

const notMetricNames = new Set(["bool", "on", "ignoring", "group_left", "group_right", "atan2"]);

/** Whether a token can be a metric's name: some keywords can, because they became keywords later. */
export function canNameMetric({ type }: Token): boolean {
  if (type === "identifier" || type === "metric" || type === "variable") return true;
  return keywords.has(type) && !notMetricNames.has(type);
}

/** Whether a token can be a label in `by (...)` and similar clauses. */
export function canNameLabel({ type }: Token): boolean {
  if (type === "identifier" || type === "metric" || type === "variable") return true;
  return keywords.has(type) && type !== "without";
}

/** Stops the parser at the first syntax error. `parse` catches it. */
export class PromqlSyntaxError extends Error {
  readonly problem: SyntaxProblem;

  constructor(message: string, { from, to }: Span) {
    super(message);
    this.problem = { message, from, to };
  }
}

/**
 * The three ways to write a Grafana variable: `$name`, `${name}` with field or format, and the old `[[name]]`.
 * `$1` is not one: it is a group in label_replace.
 */
const variable = /\$[A-Za-z_]\w*|\$\{\w+(?:\.[^:}]+)?(?::[^}]+)?\}|\[\[[A-Za-z_]\w*(?::\w+)?\]\]/y;

/** Where the Grafana variable that starts at `from` ends, or undefined if none starts there. */
export function variableEnd(text: string, from: number): number | undefined {
  const first = text[from];
  if (first !== "$" && first !== "[") return undefined;
  variable.lastIndex = from;
  return variable.test(text) ? variable.lastIndex : undefined;
}

/** Whether a Grafana variable stands anywhere in the text. */
export function hasVariable(text: string): boolean {
  return findVariables(text).length > 0;
}

/** The text with every variable replaced by a placeholder. */
export function replaceVariables(text: string, placeholder: string): string {
  let result = "";
  let position = 0;
  for (const { from, to } of findVariables(text)) {
    result += text.slice(position, from) + placeholder;
    position = to;
  }
  return result + text.slice(position);
}

function findVariables(text: string): { from: number; to: number }[] {
  const found = [];
  for (let position = 0; position < text.length; ) {
    const end = variableEnd(text, position);
    if (end !== undefined) found.push({ from: position, to: end });
    position = end ?? position + 1;
  }
  return found;
}
