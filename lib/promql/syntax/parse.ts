import type { Expr, SyntaxProblem } from "./ast.ts";
import { cursor, type ParseOptions, unexpected } from "./cursor.ts";
import { SyntaxFault } from "./fault.ts";
import { expression } from "./parser.ts";
import { typeProblems } from "./types.ts";

export type { ParseOptions } from "./cursor.ts";

/** An expression's tree and what Prometheus refuses in it. The tree is absent where a syntax error leaves none. */
export interface Parsed {
  readonly ast?: Expr;
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads a PromQL expression. There are problems exactly where Prometheus 3.5 refuses it: syntax, types, regular
 * expressions. Types are looked at once the syntax is right, as Prometheus does.
 */
export function parse(text: string, options: ParseOptions = {}): Parsed {
  try {
    const at = cursor(text, options);
    const ast = expression(at);
    if (at.token.type !== "end of input") unexpected(at, "after the expression", "an operator");
    return { ast, problems: at.problems.length > 0 ? at.problems : typeProblems(ast) };
  } catch (error) {
    if (error instanceof SyntaxFault) return { problems: [error.problem] };
    throw error;
  }
}
