import type { Analysis } from "./analysis/analyse.ts";
import type { Labels, TypeInfo } from "./analysis/type-info.ts";
import { describeDimension, describeInterval } from "./analysis/units.ts";
import { print } from "./print.ts";
import { childrenOf, type Expr } from "./syntax/ast.ts";
import { isComparison } from "./syntax/types.ts";

/** The tree of an expression with a description and the type information of each part. */
export function explain(expr: Expr, { nodes }: Analysis): string {
  return tree(expr, nodes, "", "").join("\n");
}

function tree(expr: Expr, nodes: Analysis["nodes"], first: string, rest: string): string[] {
  const children = childrenOf(expr);
  const bar = children.length > 0 ? "│ " : "  ";
  const typeInfo = nodes.get(expr);
  const lines = [
    `${first}${print(expr)}`,
    ...[operationOf(expr), typeInfo && describe(typeInfo)].filter(isText).map((line) => `${rest}${bar}  ${line}`),
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
function describe({ type, unit, range, labels }: TypeInfo): string {
  const measured = unit ? ` of ${describeDimension(unit)}` : "";
  const interval = describeInterval(range);
  const values = type === "string" || !interval ? "" : `, ${interval}`;
  return `→ ${type}${measured}${values}${type.endsWith("vector") ? `; labels: ${describeLabels(labels)}` : ""}`;
}

/** Labels with their values if there are few; `?` marks labels that some series lack. */
function describeLabels({ known, open }: Labels): string {
  const texts = [...known].map(([name, { values, optional }]) => {
    const fixed = values && values.length > 0 && values.length <= 4 ? ` = ${values.join("|")}` : "";
    return `${name}${optional ? "?" : ""}${fixed}`;
  });
  return [...texts, ...(open ? ["others?"] : [])].join(", ") || "none";
}

function operationOf(expr: Expr): string | undefined {
  switch (expr.kind) {
    case "call":
      return descriptions[expr.name.text];
    case "aggregation":
      return `${descriptions[expr.op]}, ${groupsOf(expr)}`;
    case "binary":
      return isComparison(expr.op) && !expr.bool ? descriptions.filter : descriptions[expr.op];
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

/** A short description of each function, aggregation and operator. */
const descriptions: Readonly<Record<string, string>> = {
  rate: "growth per second of a counter, averaged over the window; corrected for restarts",
  irate: "growth per second between the last two samples of the window: reacts fast, noisy",
  increase: "growth of a counter over the window: its rate times the window's length",
  delta: "difference between the end and the start of the window, for gauges",
  idelta: "difference between the last two samples of the window",
  deriv: "slope per second of the linear regression of the window, for gauges",
  predict_linear: "value of the linear regression of the window after that many seconds",
  changes: "how often the value changed within the window",
  resets: "how often the counter restarted within the window",
  avg_over_time: "average of the window's samples, for each series",
  min_over_time: "smallest of the window's samples, for each series",
  max_over_time: "largest of the window's samples, for each series",
  sum_over_time: "sum of the window's samples, for each series",
  count_over_time: "number of samples in the window, for each series",
  last_over_time: "newest sample of the window, however old it is",
  quantile_over_time: "value below which that fraction of the window's samples lies",
  stddev_over_time: "standard deviation of the window's samples",
  stdvar_over_time: "variance of the window's samples",
  present_over_time: "1 for each series that has a sample in the window",
  absent: "1 if nothing is selected, else nothing: for alerts on missing series",
  absent_over_time: "1 if nothing was selected in the whole window, else nothing",
  histogram_quantile: "value below which that fraction of observations lies, estimated from the buckets",
  histogram_avg: "average observation of a native histogram",
  histogram_count: "number of observations of a native histogram",
  histogram_sum: "sum of observations of a native histogram",
  histogram_fraction: "fraction of observations between two bounds",
  label_replace: "the same series with one label set from another label by a regular expression",
  label_join: "the same series with one label made by joining others",
  clamp: "values limited to two bounds",
  clamp_min: "values raised to the bound where they are below it",
  clamp_max: "values lowered to the bound where they are above it",
  scalar: "the value of the only series as a number; NaN if there is not exactly one",
  vector: "a number as a series without labels",
  time: "the time of the evaluation, in seconds since 1970",
  timestamp: "when each sample was taken, in seconds since 1970",
  abs: "values without their sign",
  round: "values rounded to the nearest whole number, or multiple",
  ceil: "values rounded up",
  floor: "values rounded down",
  sort: "series from the smallest value to the largest; only in instant queries",
  sort_desc: "series from the largest value to the smallest; only in instant queries",
  sum: "sum",
  avg: "average",
  min: "smallest value",
  max: "largest value",
  count: "number of series; of none there is no result, not 0",
  group: "1 for each group",
  stddev: "standard deviation",
  stdvar: "variance",
  topk: "the series with the largest values, with all their labels",
  bottomk: "the series with the smallest values, with all their labels",
  quantile: "value below which that fraction of the series lies",
  count_values: "number of series that have each value",
  limitk: "some of the series",
  limit_ratio: "a fraction of the series",
  "+": "sums of pairs of series with equal labels, or of each series and the number",
  "-": "differences of pairs of series with equal labels, or of each series and the number",
  "*": "products of pairs of series with equal labels, or of each series and the number",
  "/": "quotients of pairs of series with equal labels, or of each series and the number",
  filter: "keeps the series for which this is true, with the value of the left side; drops the others",
  and: "series of the left for which the right has one with equal labels",
  or: "all series of the left, and those of the right that have no counterpart there",
  unless: "series of the left for which the right has none with equal labels",
};
