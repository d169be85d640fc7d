import type { AlertRule } from "../../model/model.ts";
import type { Matcher, Span } from "../../promql/syntax/ast.ts";

/** An alert with one thing changed: its examples should notice. */
export interface Mutant {
  /** What was changed: `"> 0.9" to "<= 0.9"`. */
  readonly change: string;
  readonly kind: MutantKind;
  readonly rule: AlertRule;
  /** The matcher that was dropped, and the metric that it was on. */
  readonly dropped?: { readonly metric: string; readonly matcher: Matcher };
}

export type MutantKind = "threshold" | "comparison" | "for" | "matcher" | "aggregation" | "window" | "branch";

/** A change to an expression's text. */
export interface Edit extends Span {
  readonly kind: MutantKind;
  readonly text: string;
  readonly dropped?: Mutant["dropped"];
}
