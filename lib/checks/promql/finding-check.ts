import type { Model } from "../../model/model.ts";
import type { FindingKind } from "../../promql/analysis/scope.ts";
import type { Span } from "../../promql/syntax/ast.ts";
import type { Check, Finding } from "../check.ts";
import { alertOn } from "./example.ts";
import { type Expression, expressionsOf } from "./expressions.ts";

/** A check of one kind of finding of the analysis. Its examples are the expressions of an alert. */
export const findingCheck = (kind: FindingKind, why: string, examples: { bad: string; good: string }): Check => ({
  name: `promql-${kind}`,
  why,
  find: (model) => findings(model, kind),
  bad: () => alertOn(examples.bad),
  good: () => alertOn(examples.good),
});

/** Findings of one kind in all expressions of a model. */
export function* findings(model: Model, kind: FindingKind): Generator<Finding> {
  for (const expression of expressionsOf(model))
    for (const found of expression.analysis?.findings ?? []) if (found.kind === kind) yield placed(expression, found);
}

/** A finding with the place in the expression that it speaks of. */
export function placed(
  { where, text }: Expression,
  { message, hint, from, to }: Span & { readonly message: string; readonly hint?: string },
): Finding {
  return { ...where, message, ...(hint && { hint }), expression: { text, from, to } };
}
