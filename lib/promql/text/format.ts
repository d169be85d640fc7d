import type { Expr } from "../syntax/ast.ts";
import { aggregationHead, argumentsOf, operatorOf, print, subqueryWindow } from "./print.ts";

/** Longer expressions are broken over lines, as promtool does. */
const lineWidth = 100;

/**
 * An expression over lines, broken where promtool breaks it. Other than promtool it indents subqueries, and keeps
 * every on(), ignoring() and group_left() that was written.
 */
export const format = (expr: Expr): string => layOut(expr, 0);

function layOut(expr: Expr, level: number): string {
  const margin = "  ".repeat(level);
  const line = print(expr);
  if (line.length <= lineWidth) return margin + line;
  switch (expr.kind) {
    case "call":
    case "aggregation": {
      const head = expr.kind === "call" ? expr.name.text : aggregationHead(expr);
      const args = argumentsOf(expr).map((arg) => layOut(arg, level + 1));
      return `${margin}${head}(\n${args.join(",\n")}\n${margin})`;
    }
    case "binary":
      return `${layOut(expr.left, level + 1)}\n${margin}${operatorOf(expr)}\n${layOut(expr.right, level + 1)}`;
    case "paren":
      return `${margin}(\n${layOut(expr.expr, level + 1)}\n${margin})`;
    case "subquery":
      return layOut(expr.expr, level) + subqueryWindow(expr);
    case "unary":
      return margin + expr.op + layOut(expr.expr, level).trimStart();
    default:
      return margin + line;
  }
}
