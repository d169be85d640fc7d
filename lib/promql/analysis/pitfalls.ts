import { print } from "../print.ts";
import { parseRegex } from "../regex/regex.ts";
import {
  type Aggregation,
  type Binary,
  type Call,
  childrenOf,
  type Expr,
  type Matcher,
  type Subquery,
  selectorsIn,
  type VectorSelector,
  withoutParens,
} from "../syntax/ast.ts";
import type { Scope, SeriesCatalog, TypeInfo } from "./type-info.ts";

// Expressions that Prometheus accepts, and that mean something else than their author thinks.

/** `rate` and others drop the metric's name: series of two metrics with equal labels then fail the whole query. */
const keepsName = /^(?:last_over_time|first_over_time|sort.*|label_.*|info|absent.*|scalar|histogram_.*|vector)$/;

/** Reports a function over several metrics. Of metrics that are not known, the labels may always differ. */
export function checkNames(expr: Call, { report, catalog }: Scope): void {
  if (keepsName.test(expr.name.text)) return;
  for (const arg of expr.args) {
    const selector = selectorOf(arg);
    if (selector && selectsMetrics(selector, catalog))
      report(
        "collision",
        `${expr.name.text}() drops the names of several metrics: series with equal labels fail the query`,
        selector,
        "select one metric",
      );
  }
}

function selectorOf(expr: Expr): VectorSelector | undefined {
  if (expr.kind === "selector") return expr;
  if (expr.kind === "matrix") return selectorOf(expr.selector);
  return expr.kind === "paren" || expr.kind === "subquery" ? selectorOf(expr.expr) : undefined;
}

function selectsMetrics({ name, matchers }: VectorSelector, { series }: SeriesCatalog): boolean {
  if (name) return false;
  const named = matchers.filter(({ label }) => label.text === "__name__");
  if (matchers.some(({ label, value }) => label.dynamic || (label.text === "__name__" && value.dynamic))) return false;
  // Without a name, it selects `up` and the other series of a scrape too, which have the same labels.
  if (!named.some(({ operator }) => operator === "=" || operator === "=~")) return true;
  const selected = [...series.keys()].filter((metric) =>
    named.every(({ operator, value, regex }) =>
      operator.endsWith("~")
        ? regex?.test(metric) === (operator === "=~")
        : (value.text === metric) === (operator === "="),
    ),
  );
  return selected.length > 1;
}

/**
 * Reports a regular expression that fails every query, and `label_replace(x, "queue", "all", "", "")`: a label that
 * distinguishes series gets one value.
 */
export function checkReplacement({ name, args }: Call, given: TypeInfo, { report }: Scope): void {
  if (name.text !== "label_replace") return;
  const [target, replacement, source, regex] = args
    .slice(1)
    .map((arg) => (arg.kind === "string" && !arg.dynamic ? arg : undefined));
  const read = regex && parseRegex(regex.text);
  if (read && "problem" in read) {
    report("collision", `label_replace fails with this regular expression: ${read.problem}`, regex);
    return;
  }
  if (!target || !replacement || !source || !regex || replacement.text.includes("$")) return;
  const label = given.labels.known.get(target.text);
  if (!label || label.values?.length === 1) return;
  // Where the source is "", the regular expression sees an empty text.
  const matchesAll = source.text === "" ? /^(?:\.\*|\(\.\*\))?$/ : /^(?:\.[*+]|\(\.[*+]\))$/;
  if (!matchesAll.test(regex.text)) return;
  const message = `label_replace gives every series the same "${target.text}": series that differ in it alone fail the query`;
  report("collision", message, target, `write the new label under another name, or aggregate without (${target.text})`);
}

/** A window of a subquery is open at its beginning: of as many steps, it has as many points. */
export function checkPoints(name: string, { range, step }: Subquery, { report }: Scope): void {
  if (range.seconds === undefined || step?.seconds === undefined || step.seconds <= 0) return;
  const points = Math.floor(range.seconds / step.seconds);
  if (points >= 2) return;
  report(
    "window",
    `${name}() over a subquery of ${points === 1 ? "one point" : `${points} points`}: ${range.text} in steps of ${step.text}`,
    range,
    "make the step a fraction of the range",
  );
}

/** Since Prometheus 3, the bounds of buckets and the quantiles are written as floats: `1.0`, not `1`. */
export function checkBound(matcher: Matcher, { report }: Scope): boolean {
  const { label, operator, value, regex } = matcher;
  if ((label.text !== "le" && label.text !== "quantile") || value.dynamic) return true;
  const texts = operator.endsWith("~") ? regex?.literals : [value.text];
  const wrong = texts?.filter((text) => normalized(text) !== undefined && !texts.includes(normalized(text) ?? ""));
  const [first] = wrong ?? [];
  if (first === undefined) return true;
  const effect = operator.startsWith("!") ? "excludes" : "selects";
  const message = `${label.text}="${first}" ${effect} nothing since Prometheus 3, which writes "${normalized(first)}"`;
  const hint = `write "${normalized(first)}"; to read older data too: ${label.text}=~"${[first, normalized(first)].map(inRegex).join("|")}"`;
  report("bucket", message, value, hint);
  return false;
}

/** A number within a regular expression, where its plus sign would repeat what is before it. */
const inRegex = (text: string | undefined): string => text?.replaceAll("+", "[+]") ?? "";

/** How Prometheus 3 writes a number that it would write differently; undefined if it writes it as it stands. */
function normalized(text: string): string | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const written = formatBound(Number(text));
  return written === text ? undefined : written;
}

/** As OpenMetrics writes a bound. Source: formatOpenMetricsFloat in model/labels of Prometheus */
export function formatBound(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "+Inf";
  if (value === Number.NEGATIVE_INFINITY) return "-Inf";
  if (Number.isNaN(value)) return "NaN";
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  // Go's shortest form has an exponent below 1e-4 and from 1e6 on.
  const text =
    power < -4 || power >= 6
      ? `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`
      : String(value);
  return /[e.]/.test(text) ? text : `${text}.0`;
}

/** `5m` is the number 300: meant as a time, and wrong beside bytes or counts. */
export function checkDurationLiteral(expr: Binary, left: TypeInfo, right: TypeInfo, { report }: Scope): void {
  if (!/^(?:[=!<>+-])/.test(expr.op)) return;
  for (const [literal, other] of [
    [expr.left, right],
    [expr.right, left],
  ] as const) {
    if (literal.kind !== "number" || !/^\d+(?:ms|[smhdwy])/.test(literal.text) || !other.unit) continue;
    const { powers, flavour } = other.unit;
    const [only, ...others] = Object.keys(powers);
    const isTime = others.length === 0 && (only === "seconds" || only === "timestamp");
    if (isTime || (only === undefined && flavour === undefined)) continue;
    const what = only === undefined ? "a count or a ratio" : only;
    const message = `${literal.text} is the number of its seconds, ${literal.value}, and the other side is ${what}`;
    report("unit", message, literal, "write the number itself");
  }
}

/** Reports comparisons with NaN. @returns whether there is one */
export function checkNaN(expr: Binary, left: TypeInfo, right: TypeInfo, { report }: Scope): boolean {
  if (![left.constant, right.constant].some((constant) => constant !== undefined && Number.isNaN(constant)))
    return false;
  const result = expr.op === "!=" ? "always" : "never";
  report(
    "comparison",
    `\`${expr.op}\` is ${result} true: nothing equals NaN, not even NaN`,
    expr.operator,
    "find NaN by x != x",
  );
  return true;
}

/** The parts of an expression whose series are those of the result. */
export function* resultParts(expr: Expr): Generator<Expr> {
  yield expr;
  const [first, second] = childrenOf(expr);
  if (expr.kind === "paren" || expr.kind === "unary") yield* first ? resultParts(first) : [];
  if (expr.kind !== "binary") return;
  // With group_left, the series are those of the left side.
  if (first && expr.matching?.group !== "right") yield* resultParts(first);
  if (second && expr.op !== "and" && expr.op !== "unless" && expr.matching?.group !== "left")
    yield* resultParts(second);
}

// Divisions by zero: an infinite quotient crosses a threshold, and one NaN makes a whole sum NaN.

type Sign = "+" | "-";
const flipped: Readonly<Record<Sign, Sign>> = { "+": "-", "-": "+" };

/**
 * Reports thresholds that a division by zero crosses.
 * @param guarded divisors that a condition around the expression keeps from being 0: `... and x > 0`
 */
export function checkDivisors(expr: Expr, scope: Scope, guarded: readonly string[] = []): void {
  if (expr.kind === "binary") checkThreshold(expr, guarded, scope);
  const isAnd = expr.kind === "binary" && expr.op === "and";
  const inside = isAnd ? [...guarded, ...guardsIn(expr.left, scope), ...guardsIn(expr.right, scope)] : guarded;
  for (const child of childrenOf(expr)) checkDivisors(child, scope, inside);
}

/** What a condition keeps from being 0: `x` in `x > 0` and in `y > 1 and x != 0`. */
function guardsIn(expr: Expr, scope: Scope): string[] {
  if (expr.kind === "paren") return guardsIn(expr.expr, scope);
  if (expr.kind !== "binary") return [];
  if (expr.op === "and") return [...guardsIn(expr.left, scope), ...guardsIn(expr.right, scope)];
  const { constant } = scope.typeInfo(expr.right);
  const isGuard =
    constant !== undefined && ((/^>=?$/.test(expr.op) && constant >= 0) || (expr.op === "!=" && constant === 0));
  return isGuard ? [print(withoutParens(expr.left))] : [];
}

function checkThreshold(expr: Binary, guarded: readonly string[], scope: Scope): void {
  const [left, right] = [scope.typeInfo(expr.left), scope.typeInfo(expr.right)];
  const above = /^>=?$/.test(expr.op) ? "+" : /^<=?$/.test(expr.op) ? "-" : undefined;
  if (!above) return;
  for (const [side, other, sign] of [
    [expr.left, right, above],
    [expr.right, left, flipped[above]],
  ] as const) {
    if (other.constant === undefined) continue;
    const divisor = infiniteBy(side, sign, scope);
    if (divisor && !guarded.includes(print(withoutParens(divisor))))
      scope.report(
        "divisor",
        `the divisor can be 0: then the quotient is ${sign}Inf, and the comparison is true`,
        divisor,
        "leave zeros out: (x > 0)",
      );
  }
}

/** The divisor by which an expression can be infinite, with that sign. */
function infiniteBy(expr: Expr, sign: Sign, scope: Scope): Expr | undefined {
  if (expr.kind === "paren") return infiniteBy(expr.expr, sign, scope);
  if (expr.kind === "unary") return infiniteBy(expr.expr, expr.op === "-" ? flipped[sign] : sign, scope);
  if (expr.kind === "aggregation")
    return /^(?:sum|max|min|avg)$/.test(expr.op) ? infiniteBy(expr.expr, sign, scope) : undefined;
  if (expr.kind !== "binary") return undefined;
  const [left, right] = [scope.typeInfo(expr.left), scope.typeInfo(expr.right)];
  if (right.constant !== undefined && /^[-+*/]$/.test(expr.op)) {
    const negates = (expr.op === "*" || expr.op === "/") && right.constant < 0;
    return infiniteBy(expr.left, negates ? flipped[sign] : sign, scope);
  }
  if (left.constant !== undefined && /^[-+*]$/.test(expr.op)) {
    const negates = expr.op === "-" || (expr.op === "*" && left.constant < 0);
    return infiniteBy(expr.right, negates ? flipped[sign] : sign, scope);
  }
  if (expr.op !== "/" || sign === "-" || left.range[1] <= 0) return undefined;
  return isGaugeWithZero(expr.right, scope) && !reads(expr.left, expr.right) ? expr.right : undefined;
}

/** Whether the numerator contains the divisor: where that is 0, so is the numerator, or it says something else. */
function reads(numerator: Expr, divisor: Expr): boolean {
  const names = new Set(selectorsIn(divisor).map((selector) => print(selector)));
  return selectorsIn(numerator).some((selector) => names.has(print(selector)));
}

/** A gauge that may be 0, such as a limit where 0 means none. Counters are left out: with them, the numerator is 0 too. */
function isGaugeWithZero(expr: Expr, scope: Scope): boolean {
  if (expr.kind === "paren") return isGaugeWithZero(expr.expr, scope);
  if (expr.kind === "aggregation") return /^(?:sum|max|min|avg)$/.test(expr.op) && isGaugeWithZero(expr.expr, scope);
  if (expr.kind === "call" && /^(?:avg|max|min|last)_over_time$/.test(expr.name.text)) {
    const [window] = expr.args;
    return window?.kind === "matrix" && isGaugeWithZero(window.selector, scope);
  }
  if (expr.kind !== "selector") return false;
  const { sampleKind, range, unit, nonZero, observed, labels } = scope.typeInfo(expr);
  if (nonZero || observed || labels.known.has("quantile")) return false;
  return sampleKind === "gauge" && range[0] <= 0 && range[1] > 0 && unit?.powers.timestamp === undefined;
}

/** Reports 0/0 inside of a sum or an average: one NaN makes the whole result NaN, which crosses no threshold. */
export function checkSummands(expr: Aggregation, scope: Scope): void {
  if (!/^(?:sum|avg|stddev|stdvar)$/.test(expr.op)) return;
  const quotient = withoutParens(expr.expr);
  if (quotient.kind !== "binary" || quotient.op !== "/") return;
  const [left, right] = [scope.typeInfo(quotient.left), scope.typeInfo(quotient.right)];
  const isVectorial = left.type === "instant vector" && right.type === "instant vector";
  if (!isVectorial || !isRateWithZero(quotient.right, scope) || isOnePerGroup(expr, scope)) return;
  scope.report(
    "divisor",
    `one 0/0 makes the whole ${expr.op} NaN, which crosses no threshold`,
    quotient.right,
    `leave zeros out, (x > 0), or divide the sums: sum(...) / sum(...)`,
  );
}

/** Of series with no labels but those of the scrape, `by (instance)` makes groups of one: a NaN changes no other value. */
function isOnePerGroup({ modifier, grouping, expr }: Aggregation, { catalog, typeInfo }: Scope): boolean {
  const names = grouping.map(({ text }) => text);
  if (modifier !== "by" || !names.includes("instance")) return false;
  return selectorsIn(expr).every((selector) => {
    const all = catalog.series.get(selector.name?.text ?? "");
    const own = all?.flatMap(({ typeInfo: { labels }, job }) =>
      [...labels.known.keys()].filter((name) => !job.labels.has(name)),
    );
    const { known } = typeInfo(selector).labels;
    return own?.every((name) => names.includes(name) || known.get(name)?.values?.length === 1) === true;
  });
}

/** A rate is 0 while nothing happens. */
function isRateWithZero(expr: Expr, scope: Scope): boolean {
  const inner = withoutParens(expr);
  // A count is at least 1.
  if (inner.kind === "aggregation") return /^(?:sum|avg|max|min)$/.test(inner.op) && isRateWithZero(inner.expr, scope);
  if (inner.kind === "call") return /^(?:i?rate|increase)$/.test(inner.name.text);
  return isGaugeWithZero(inner, scope);
}
