import type { Binary, Expr } from "../syntax/ast.ts";
import { partsOf } from "../syntax/walk.ts";

/** How long a condition can hold without a break, whatever happens. */
export interface Bound {
  readonly seconds: number;
  /** What ends it: `hour() stays within 8 to 9 for 2h`. */
  readonly why: string;
  /** Whether it ends for all series at once, by the clock, and not for each in its turn. */
  readonly clock: boolean;
}

export const withoutParens = (expr: Expr): Expr => (expr.kind === "paren" ? withoutParens(expr.expr) : expr);

export const isComparison = ({ op }: Binary): boolean => /^[=!<>]/.test(op);

/** A vector that is compared with a written number, as a filter. */
export interface Condition {
  readonly vector: Expr;
  readonly holds: (value: number) => boolean;
  /** The only value that passes, if there is but one. */
  readonly only?: number;
}

/** A condition such as `x > 5`; undefined for all else. */
export function conditionOf(written: Expr): Condition | undefined {
  const expr = withoutParens(written);
  if (expr.kind !== "binary" || expr.bool || !isComparison(expr)) return undefined;
  const limit = withoutParens(expr.right);
  const passes = operators[expr.op];
  if (limit.kind !== "number" || !passes) return undefined;
  const vector = withoutParens(expr.left);
  const holds = (value: number) => passes(value, limit.value);
  return expr.op === "==" ? { vector, holds, only: limit.value } : { vector, holds };
}

const operators: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** What an expression reads and how long ago: equal texts read the same, if at other times. */
export interface Reading {
  readonly what: string;
  /** Seconds. */
  readonly ago: number;
}

/** Undefined for what reads at several times, at a fixed one, at one that Grafana decides, or the clock. */
export function readingOf(written: Expr): Reading | undefined {
  const expr = withoutParens(written);
  const parts = Array.from(partsOf(expr));
  const windowed = new Set(parts.flatMap((part) => (part.kind === "matrix" ? [part.selector] : [])));
  const offsets = new Set<number | undefined>();
  for (const part of parts) {
    if (part.kind === "subquery" || (part.kind === "call" && part.args.length === 0)) return undefined;
    if ((part.kind !== "selector" && part.kind !== "matrix") || windowed.has(part)) continue;
    if (part.at !== undefined) return undefined;
    offsets.add(part.offset ? part.offset.seconds : 0);
  }
  const [ago] = offsets;
  return offsets.size === 1 && ago !== undefined ? { what: JSON.stringify(expr, untimed), ago } : undefined;
}

const places = new Set(["from", "to", "offset", "operator", "regex"]);
const untimed = (key: string, value: unknown): unknown =>
  places.has(key) && typeof value !== "string" ? undefined : value;
