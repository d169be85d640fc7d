import type { Span } from "../syntax/ast.ts";

/** What can be wrong with an expression that Prometheus accepts; each is a check of its own. */
export type FindingKind =
  | "metric"
  | "job"
  | "label"
  | "label-value"
  | "matchers"
  | "counter"
  | "rate-of-sum"
  | "window"
  | "quantile"
  | "grouping"
  | "matching"
  | "unit"
  | "comparison"
  | "recording";

export interface ExprFinding extends Span {
  readonly kind: FindingKind;
  readonly message: string;
  readonly hint?: string;
}

export type Report = (kind: FindingKind, message: string, at: Span, hint?: string) => void;
