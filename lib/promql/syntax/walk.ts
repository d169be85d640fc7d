import type { Expr } from "./ast.ts";
import { childrenOf } from "./types.ts";

/** An expression and all its parts, outer ones first. */
export function* partsOf(expr: Expr): Generator<Expr> {
  yield expr;
  for (const child of childrenOf(expr)) yield* partsOf(child);
}

/** The metrics that an expression names, outside of Grafana's variables. */
export function namesIn(expr: Expr): string[] {
  return Array.from(partsOf(expr)).flatMap((part) => {
    if (part.kind !== "selector") return [];
    const named = part.matchers.filter(({ label, operator }) => label.text === "__name__" && operator === "=");
    return [part.name, ...named.map(({ value }) => value)].flatMap((word) =>
      word && !word.dynamic ? [word.text] : [],
    );
  });
}
