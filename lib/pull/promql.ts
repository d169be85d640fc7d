import { sameQuestion, treeOf } from "../diff/promql/shape.ts";
import { promql } from "../promql/promql.ts";
import { format } from "../promql/text/format.ts";
import type { Code } from "./code.ts";

/** An expression in a `promql` tag, and the text that it builds. */
export interface TaggedExpression {
  readonly code: Code;
  readonly text: string;
}

/** Where a tag's template would take the text for its own. */
const special = /`|\$\{/g;

/**
 * Writes an expression as definitions do: formatted, unless it has comments, which the formatter does not keep.
 * Undefined for what is no PromQL.
 */
export function tagged(expr: string): TaggedExpression | undefined {
  const tree = treeOf(expr);
  if (!tree) return undefined;
  const laidOut = expr.includes("#") ? expr : format(tree);
  const written = laidOut.includes("\n") ? `\n  ${laidOut.replaceAll("\n", "\n  ")}` : laidOut;
  const text = promql(Object.assign([written], { raw: [written] }));
  if (text === "" || !sameQuestion(text, expr)) return undefined;
  return { code: `promql\`${written.replaceAll(special, (found) => `\${${JSON.stringify(found)}}`)}\``, text };
}
