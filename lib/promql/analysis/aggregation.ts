import type { Aggregation } from "../syntax/ast.ts";
import { didYouMean } from "../text/suggest.ts";
import { count, type Dimension, ratio, times } from "./dimension.ts";
import { anything, type Interval, notNegative } from "./interval.ts";
import { anyLabels, dropLabels, hasLabel, keepLabels, type Labels, listLabels, noLabels, setLabel } from "./labels.ts";
import type { Scope } from "./scope.ts";
import { derived, type TypeInfo } from "./type-info.ts";

/** Type information of an aggregation. */
export function aggregate(expr: Aggregation, scope: Scope): TypeInfo {
  const inner = scope.typeInfo(expr.expr);
  checkParameter(expr, scope);
  checkGrouping(expr, inner.labels, scope);
  const labels = labelsOf(expr, inner.labels);
  if (picking.has(expr.op)) return inner;
  const isSum = expr.op === "sum";
  return {
    ...derived(inner),
    labels,
    range: rangeOf(expr.op, inner.range),
    sampleKind: isSum && inner.sampleKind?.startsWith("counter") ? "counters" : undefined,
    observed: isSum ? inner.observed : undefined,
    unit: unitOf(expr.op, inner.unit),
  };
}

/** Aggregations that return unchanged series with all their labels. */
const picking = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);

function unitOf(op: string, unit: Dimension | undefined): Dimension | undefined {
  if (op === "count" || op === "count_values") return count;
  if (op === "group") return ratio;
  return op === "stdvar" ? unit && times(unit, unit) : unit;
}

function rangeOf(op: string, range: Interval): Interval {
  const [min, max] = range;
  if (op === "count" || op === "count_values") return [1, Number.POSITIVE_INFINITY];
  if (op === "group") return [1, 1];
  if (op === "sum") return [min >= 0 ? min : anything[0], max <= 0 ? max : anything[1]];
  return op === "stddev" || op === "stdvar" ? notNegative : range;
}

function labelsOf({ op, modifier, grouping, param }: Aggregation, inner: Labels): Labels {
  const names = grouping.map(({ text }) => text);
  if (grouping.some(({ dynamic }) => dynamic)) return anyLabels;
  const labels = modifier === "without" ? dropLabels(inner, names) : modifier ? keepLabels(inner, names) : noLabels;
  return op === "count_values" && param?.kind === "string" ? setLabel(labels, param.text, {}) : labels;
}

function checkGrouping({ modifier, grouping }: Aggregation, labels: Labels, { report }: Scope): void {
  for (const label of grouping) {
    if (label.dynamic || label.text === "__name__" || hasLabel(labels, label.text) !== "never") continue;
    const hint = didYouMean(label.text, labels.known.keys()) ?? `the labels here are ${listLabels(labels)}`;
    report("grouping", `${modifier} (${label.text}): the series have no label "${label.text}"`, label, hint);
  }
}

function checkParameter({ op, param }: Aggregation, { report, typeInfo }: Scope): void {
  if (!param) return;
  const { constant } = typeInfo(param);
  if (constant === undefined) return;
  if (op === "quantile" && !(constant >= 0 && constant <= 1)) {
    report("quantile", `a quantile lies between 0 and 1, not at ${constant}`, param, hintOfPercent(constant));
  }
  if ((op === "topk" || op === "bottomk") && !(constant >= 1))
    report("quantile", `${op} of ${constant} is always empty`, param);
}

/** A hint for a percentage instead of a ratio. */
export const hintOfPercent = (value: number): string | undefined =>
  value > 1 && value <= 100 ? `write ${value / 100}` : undefined;
