import type { Expr } from "../../promql/syntax/ast.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { print } from "../../promql/text/print.ts";

/** The tree of an expression, or undefined where Prometheus refuses it: such a tree may lack parts of the text. */
export function treeOf(text: string): Expr | undefined {
  const { ast, problems } = parse(text, { grafana: true, experimental: true });
  return problems.length === 0 ? ast : undefined;
}

/** An expression without the parentheses around it. */
export const bare = (expr: Expr): Expr => (expr.kind === "paren" ? bare(expr.expr) : expr);

/**
 * What an expression asks, as a text that is equal for equal questions: formatting, superfluous parentheses and the
 * order of matchers and labels are left out.
 */
export const shape = (expr: Expr): string => JSON.stringify(shapeOf(expr));

function shapeOf(expr: Expr): unknown {
  const inner = bare(expr);
  switch (inner.kind) {
    case "matrix":
      return [print({ ...inner, selector: nothing }), shapeOf(inner.selector)];
    case "subquery":
      return [print({ ...inner, expr: nothing }), shapeOf(inner.expr)];
    case "call":
      return ["call", inner.name.text, ...inner.args.map(shapeOf)];
    case "aggregation": {
      const labels = inner.grouping.map(({ text }) => text).sort();
      const kind = inner.modifier === "without" ? "without" : "by";
      return [inner.op, kind, labels, inner.param ? shapeOf(inner.param) : null, shapeOf(inner.expr)];
    }
    case "binary":
      return [print({ ...inner, left: nothing, right: nothing }), shapeOf(inner.left), shapeOf(inner.right)];
    case "unary":
      return inner.expr.kind === "number" ? print(inner) : [inner.op, shapeOf(inner.expr)];
    default:
      return print(inner);
  }
}

/** Stands where a part is compared on its own. */
const nothing: Expr = { kind: "variable", text: "", from: 0, to: 0 };

/** Whether two expressions ask the same. What cannot be parsed is compared as text, but for blanks outside of quotes. */
export function sameQuestion(before: string, after: string): boolean {
  if (before === after) return true;
  const [old, now] = [treeOf(before), treeOf(after)];
  if (old && now) return shape(old) === shape(now);
  return words(before) === words(after);
}

const words = (text: string): string =>
  text.replaceAll(quotedOrBlank, (found) => (/^\s/.test(found) ? " " : found)).trim();

const quotedOrBlank = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\s+/gs;
