import type { Expr } from "../syntax/ast.ts";
import { printDuration } from "../text/numbers.ts";
import { longest } from "./longest.ts";

/** Why an alert that must hold for so many seconds never fires, and how to mend it; undefined where it may. */
export function cannotLast(
  expr: Expr,
  seconds: number,
): { readonly message: string; readonly hint: string } | undefined {
  const bound = longest(expr);
  if (!bound || seconds < bound.seconds) return undefined;
  const most = printDuration(bound.seconds);
  return {
    message: `never fires: its condition must hold for ${printDuration(seconds)}, and holds for ${most} at most; ${bound.why}`,
    hint: `make \`for\` shorter than ${most}`,
  };
}
