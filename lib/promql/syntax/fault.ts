import type { Span, SyntaxProblem } from "./ast.ts";

/** Ends the reading of an expression: what follows a syntax error cannot be understood. Never leaves `parse`. */
export class SyntaxFault extends Error {
  readonly problem: SyntaxProblem;

  constructor(message: string, { from, to }: Span) {
    super(message);
    this.problem = { message, from, to };
  }
}
