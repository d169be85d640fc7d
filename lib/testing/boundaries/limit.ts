import type { AlertRule } from "../../model/model.ts";
import { type Binary, partsOf } from "../../promql/syntax/ast.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { typeOf } from "../../promql/syntax/types.ts";

/** A comparison in an alert's expression, whose left side can come near to its right side. */
export interface Limit {
  /** Operator and right side, such as `> 0.9`. */
  readonly text: string;
  /** What is held against the limit: PromQL. */
  readonly measured: string;
  /** What is measured less the limit: its sign tells on which side of it things stand. PromQL. */
  readonly margin: string;
  /** Whether the comparison holds above its limit. */
  readonly above: boolean;
  /** The limit, where it is a number. */
  readonly value?: number;
}

const above: Readonly<Record<string, boolean>> = { ">": true, ">=": true, "<": false, "<=": false };

/** Every limit of an alert, in the order of its expression. An expression that does not parse has none. */
export function limitsOf({ expr }: AlertRule): Limit[] {
  const { ast } = parse(expr);
  if (!ast) return [];
  return Array.from(partsOf(ast)).flatMap((part) => (part.kind === "binary" ? (limitOf(part, expr) ?? []) : []));
}

/** Two scalars make no series to look back on; and what is above zero is there, or is not. */
function limitOf(binary: Binary, text: string): Limit | undefined {
  const { op, operator, left, right } = binary;
  const isAbove = above[op];
  if (isAbove === undefined || typeOf(binary) !== "instant vector") return undefined;
  const value = right.kind === "number" ? right.value : undefined;
  if (isAbove && value === 0) return undefined;
  const [measured, matching, limit] = [
    text.slice(left.from, left.to),
    text.slice(operator.to, right.from).replace(/\bbool\b/i, ""),
    text.slice(right.from, right.to),
  ];
  return {
    text: `${op} ${limit}`.replace(/\s+/g, " "),
    measured,
    margin: `(${measured}\n) - ${matching} (${limit}\n)`,
    above: isAbove,
    ...(value !== undefined && { value }),
  };
}
