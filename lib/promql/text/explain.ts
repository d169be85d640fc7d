import type { Analysis } from "../analysis/analyse.ts";
import { describeDimension } from "../analysis/dimension.ts";
import type { Facts } from "../analysis/facts.ts";
import { describeInterval } from "../analysis/interval.ts";
import type { Labels } from "../analysis/labels.ts";
import type { Expr } from "../syntax/ast.ts";
import { childrenOf } from "../syntax/types.ts";
import { lessons } from "./lessons.ts";
import { print } from "./print.ts";

/** An expression's tree, inner parts below outer ones: what each part does, and what is known of its value. */
export function explain(expr: Expr, { nodes }: Analysis): string {
  return tree(expr, nodes, "", "").join("\n");
}

function tree(expr: Expr, nodes: Analysis["nodes"], first: string, rest: string): string[] {
  const children = childrenOf(expr);
  const bar = children.length > 0 ? "│ " : "  ";
  const facts = nodes.get(expr);
  const lines = [
    `${first}${print(expr)}`,
    ...[lessonOf(expr), facts && describe(facts)].filter(isText).map((line) => `${rest}${bar}  ${line}`),
  ];
  return lines.concat(
    children.flatMap((child, i) => {
      const isLast = i === children.length - 1;
      return tree(child, nodes, `${rest}${isLast ? "└─ " : "├─ "}`, `${rest}${isLast ? "   " : "│  "}`);
    }),
  );
}

const isText = (line: string | undefined): line is string => line !== undefined;

/** `instant vector of count per second, at least 0; labels: job, instance`. */
function describe({ type, unit, range, labels }: Facts): string {
  const measured = unit ? ` of ${describeDimension(unit)}` : "";
  const interval = describeInterval(range);
  const values = type === "string" || !interval ? "" : `, ${interval}`;
  return `→ ${type}${measured}${values}${type.endsWith("vector") ? `; labels: ${describeLabels(labels)}` : ""}`;
}

/** Labels with their values where these are few; `?` after those that some series lack. */
function describeLabels({ known, open }: Labels): string {
  const words = [...known].map(([name, { values, optional }]) => {
    const fixed = values && values.length > 0 && values.length <= 4 ? ` = ${values.join("|")}` : "";
    return `${name}${optional ? "?" : ""}${fixed}`;
  });
  return [...words, ...(open ? ["others?"] : [])].join(", ") || "none";
}

function lessonOf(expr: Expr): string | undefined {
  switch (expr.kind) {
    case "call":
      return lessons[expr.name.text];
    case "aggregation":
      return `${lessons[expr.op]}, ${groupsOf(expr)}`;
    case "binary":
      return /^[=!<>]/.test(expr.op) && !expr.bool ? lessons.filter : lessons[expr.op];
    case "matrix":
      return `every sample of the last ${expr.range.text} of each series`;
    case "subquery":
      return `the expression, evaluated again and again over the last ${expr.range.text}`;
    case "selector":
      return "the newest sample of each series that fits, if it is younger than 5 minutes";
    default:
      return undefined;
  }
}

function groupsOf({ modifier, grouping }: Extract<Expr, { kind: "aggregation" }>): string {
  const labels = grouping.map(({ text }) => text).join(", ");
  if (modifier === "without") return `over series that agree in all labels but ${labels}`;
  return labels === "" ? "over all series" : `over series that agree in ${labels}`;
}
