import { sameQuestion, treeOf } from "../diff/expressions.ts";
import { promql } from "../promql/promql.ts";
import { format } from "../promql/text/print.ts";
import { isRawTemplate } from "../source/text.ts";
import type { Template } from "./code.ts";

/** An expression in a `promql` tag, and the text that it makes. */
export interface TaggedExpression {
  readonly code: Template;
  readonly text: string;
}

/**
 * Writes an expression as definitions do: formatted, unless it has comments, which the formatter removes.
 * @returns undefined for an expression that Prometheus refuses, because its tree may lack parts of the text
 */
export function tagged(expr: string): TaggedExpression | undefined {
  const tree = treeOf(expr);
  if (!tree) return undefined;
  const laidOut = expr.includes("#") ? expr : format(tree);
  const written =
    laidOut.includes("\n") && isRawTemplate(laidOut) ? `\n  ${laidOut.replaceAll("\n", "\n  ")}` : laidOut;
  const text = promql(Object.assign([written], { raw: [written] }));
  if (text === "" || !sameQuestion(text, expr)) return undefined;
  return { code: { promql: written }, text };
}
