import type { AlertRule } from "../../model/model.ts";
import { type Binary, partsOf } from "../../promql/syntax/ast.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { typeOf } from "../../promql/syntax/types.ts";

/** A comparison in an alert's expression. */
export interface Threshold {
  /** Operator and right side, such as `> 0.9`. */
  readonly text: string;
  /** PromQL of the left side minus the right side: its sign shows whether the comparison holds. */
  readonly margin: string;
  /** Whether the comparison holds above the threshold. */
  readonly above: boolean;
  /** The right side, where it is a number. */
  readonly value?: number;
}

const above: Readonly<Record<string, boolean>> = { ">": true, ">=": true, "<": false, "<=": false };

/** The thresholds of an alert, in the order of its expression. An expression that does not parse has none. */
export function thresholdsOf({ expr }: AlertRule): Threshold[] {
  const { ast } = parse(expr);
  if (!ast) return [];
  return Array.from(partsOf(ast)).flatMap((part) => (part.kind === "binary" ? (thresholdOf(part, expr) ?? []) : []));
}

/** None for two scalars, which make no series to look back on, and for `> 0`, which asks only whether there is any. */
function thresholdOf(binary: Binary, text: string): Threshold | undefined {
  const { op, operator, left, right } = binary;
  const isAbove = above[op];
  if (isAbove === undefined || typeOf(binary) !== "instant vector") return undefined;
  const value = right.kind === "number" ? right.value : undefined;
  if (isAbove && value === 0) return undefined;
  const [measured, matching, threshold] = [
    text.slice(left.from, left.to),
    text.slice(operator.to, right.from).replace(/\bbool\b/i, ""),
    text.slice(right.from, right.to),
  ];
  return {
    text: `${op} ${threshold}`.replace(/\s+/g, " "),
    margin: `(${measured}\n) - ${matching} (${threshold}\n)`,
    above: isAbove,
    ...(value !== undefined && { value }),
  };
}
