import type { Span } from "./ast.ts";

/**
 * `identifier` has no colon, `metric` has one; `variable` is a word that a Grafana variable takes part in.
 * Keywords (in lower case) and operators are tokens of their own name.
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

/** Words that are no plain identifiers outside of braces. They are recognised in any case. */
export const keywords: ReadonlySet<string> = new Set([...aggregators, ...operatorWords, ...clauses]);

const notMetricNames = new Set(["bool", "on", "ignoring", "group_left", "group_right", "atan2"]);

/** Whether a token can be a metric's name: some keywords can, for Prometheus knew them as names first. */
export function canNameMetric({ type }: Token): boolean {
  if (type === "identifier" || type === "metric" || type === "variable") return true;
  return keywords.has(type) && !notMetricNames.has(type);
}

/** Whether a token can be a label in `by (...)` and its like. */
export function canNameLabel({ type }: Token): boolean {
  if (type === "identifier" || type === "metric" || type === "variable") return true;
  return keywords.has(type) && type !== "without";
}
