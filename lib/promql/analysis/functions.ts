import { didYouMean } from "../../model/problem.ts";
import { type Aggregation, type Expr, partsOf } from "../syntax/ast.ts";
import { checkSummands } from "./pitfalls.ts";
import {
  anyLabels,
  derived,
  dropLabels,
  hasLabel,
  keepLabels,
  type Labels,
  listLabels,
  noLabels,
  type Scope,
  setLabel,
  type TypeInfo,
} from "./type-info.ts";
import {
  anything,
  count,
  type Dimension,
  type Interval,
  notNegative,
  perSecond,
  ratio,
  times,
  timestamp,
} from "./units.ts";

/** How a function changes the type information of its vector argument. */
interface Effect {
  readonly unit: (unit: Dimension | undefined) => Dimension | undefined;
  readonly range: (range: Interval) => Interval;
  /** `keep` for functions that return samples of the same kind. */
  readonly sampleKind?: "keep" | "gauge";
  readonly mayBeNaN?: true;
}

type Units = Effect["unit"];
const same: Units = (unit) => unit;
const unknown: Units = () => undefined;
const fixed =
  (unit: Dimension): Units =>
  () =>
    unit;
const rated: Units = (unit) => unit && perSecond(unit);
const squared: Units = (unit) => unit && times(unit, unit);

const sameRange = (range: Interval): Interval => range;
const anyRange = (): Interval => anything;
const positive = (): Interval => notNegative;
const between = (min: number, max: number) => (): Interval => [min, max];
const whole = (range: Interval): Interval => [Math.floor(range[0]), Math.ceil(range[1])];
const infinity = Number.POSITIVE_INFINITY;

const all = (names: string, effect: Effect): [string, Effect][] => names.split(" ").map((name) => [name, effect]);
const gauge = (unit: Units, range: Effect["range"], more: Partial<Effect> = {}): Effect => ({
  unit,
  range,
  sampleKind: "gauge",
  ...more,
});

/** Effects of functions. The result of other functions is unknown. */
export const effects: ReadonlyMap<string, Effect> = new Map([
  ...all("rate irate", gauge(rated, positive)),
  ...all("increase", gauge(same, positive)),
  ...all("delta idelta predict_linear double_exponential_smoothing", gauge(same, anyRange)),
  ...all("deriv", gauge(rated, anyRange)),
  ...all("changes resets", gauge(fixed(count), positive)),
  ...all("count_over_time", gauge(fixed(count), between(1, infinity))),
  ...all("avg_over_time min_over_time max_over_time quantile_over_time", gauge(same, sameRange)),
  ...all(
    "sum_over_time",
    gauge(same, ([min, max]) => [min >= 0 ? min : -infinity, max <= 0 ? max : infinity]),
  ),
  ...all("stddev_over_time mad_over_time", gauge(same, positive)),
  ...all("stdvar_over_time", gauge(squared, positive)),
  ...all("present_over_time absent absent_over_time", gauge(fixed(ratio), between(1, 1))),
  ...all("last_over_time", { unit: same, range: sameRange, sampleKind: "keep" }),
  ...all("sort sort_desc sort_by_label sort_by_label_desc", { unit: same, range: sameRange, sampleKind: "keep" }),
  ...all("label_replace label_join info", { unit: same, range: sameRange, sampleKind: "keep" }),
  ...all(
    "abs",
    gauge(same, ([min, max]) => [Math.max(min, 0), Math.max(Math.abs(min), Math.abs(max))]),
  ),
  ...all("ceil floor round", gauge(same, whole)),
  ...all("sgn", gauge(fixed(ratio), between(-1, 1))),
  ...all("exp", gauge(unknown, positive)),
  ...all("sqrt", gauge(unknown, positive, { mayBeNaN: true })),
  ...all("ln log2 log10 acos acosh asin atanh", gauge(unknown, anyRange, { mayBeNaN: true })),
  ...all("histogram_count", gauge(fixed(count), positive)),
  ...all("histogram_fraction", gauge(fixed(ratio), between(0, 1), { mayBeNaN: true })),
  ...all("minute", gauge(unknown, between(0, 59))),
  ...all("hour", gauge(unknown, between(0, 23))),
  ...all("day_of_week", gauge(unknown, between(0, 6))),
  ...all("day_of_month", gauge(unknown, between(1, 31))),
  ...all("day_of_year", gauge(unknown, between(1, 366))),
  ...all("days_in_month", gauge(unknown, between(28, 31))),
  ...all("month", gauge(unknown, between(1, 12))),
  ...all("timestamp time", gauge(fixed(timestamp), positive)),
  ...all("ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time", gauge(fixed(timestamp), positive)),
]);

/** Functions that need a counter, and functions that need a gauge. */
export const needsCounter: ReadonlySet<string> = new Set(["rate", "irate", "increase", "resets"]);
export const needsGauge: ReadonlySet<string> = new Set(["delta", "idelta"]);

/** Functions that need two samples in their window. */
export const needsSamples: ReadonlySet<string> = new Set(["rate", "irate", "increase", "delta", "idelta", "deriv"]);

/** Type information of an aggregation. */
export function aggregate(expr: Aggregation, scope: Scope): TypeInfo {
  const inner = scope.typeInfo(expr.expr);
  checkParameter(expr, scope);
  checkGrouping(expr, inner.labels, scope);
  checkPartial(expr, inner.labels, scope);
  checkSummands(expr, scope);
  const labels = labelsOf(expr, inner.labels);
  if (picking.has(expr.op))
    return { ...inner, picked: expr.param !== undefined && scope.typeInfo(expr.param).constant === 1 };
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
    // To leave out once more what is left out already has no effect: it is not a typing error.
    if (modifier === "without" && labels.gone?.includes(label.text)) continue;
    const hint = didYouMean(label.text, labels.known.keys()) ?? `the labels here are ${listLabels(labels)}`;
    report("grouping", `${modifier} (${label.text}): the series have no label "${label.text}"`, label, hint);
  }
}

/** Whether a selector has a matcher on a label that does not come from the scrape. */
export const narrows = (expr: Expr, { known }: Labels): boolean =>
  partsOf(expr).some(
    (part) => part.kind === "selector" && part.matchers.some(({ label }) => !known.get(label.text)?.scraped),
  );

/** Reports a sum over series with and without a label: a container counts once more in each cgroup above it. */
function checkPartial({ op, modifier, grouping, expr }: Aggregation, labels: Labels, { report }: Scope): void {
  if (op !== "sum" || modifier === "without") return;
  const [lacking] = [...labels.known].find(([, { partial }]) => partial) ?? [];
  // A matcher or a group by another label, such as `id="/"`, selects on purpose.
  const isPlain = grouping.every(({ text }) => labels.known.get(text)?.scraped);
  if (lacking !== undefined && isPlain && !narrows(expr, labels))
    report(
      "grouping",
      `sum of series with and without the label "${lacking}": what has it is part of what has not`,
      expr,
      `select those with it: ${lacking}!=""`,
    );
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
