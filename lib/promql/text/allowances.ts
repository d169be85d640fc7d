import type { Span } from "../syntax/ast.ts";

/** A check that an expression is excused from, in a comment of its own: `# allow promql-unit: both are fractions`. */
export interface Allowance extends Span {
  readonly check: string;
  /** Empty where none was written. */
  readonly reason: string;
}

const comment = /#[ \t]*allow[ \t]+(?<check>[\w-]+)[ \t]*:?[ \t]*(?<reason>[^\r\n]*)/g;

/** Everything that the comments of an expression allow. */
export function allowancesIn(text: string): Allowance[] {
  return Array.from(text.matchAll(comment), ({ index, 0: whole, groups: { check = "", reason = "" } = {} }) => ({
    check,
    reason: reason.trim(),
    from: index,
    to: index + whole.length,
  }));
}
