import { didYouMean } from "../../model/problem.ts";
import { type Call, type Expr, partsOf } from "../syntax/ast.ts";
import { typeOf } from "../syntax/types.ts";
import { effects, hintOfPercent, needsCounter, needsGauge, needsSamples } from "./functions.ts";
import { checkNames, checkPoints, checkReplacement } from "./pitfalls.ts";
import {
  anyLabels,
  derived,
  dropLabels,
  hasLabel,
  keepLabels,
  type Label,
  type Labels,
  listLabels,
  noLabels,
  type Scope,
  type SeriesCatalog,
  setLabel,
  type TypeInfo,
  unknownVector,
} from "./type-info.ts";
import { anything, within } from "./units.ts";

/** Type information of a function's result. */
export function call(expr: Call, scope: Scope): TypeInfo {
  for (const arg of expr.args) scope.typeInfo(arg);
  const type = typeOf(expr);
  const vector = vectorArgument(expr);
  const given = vector ? scope.typeInfo(vector) : undefined;
  if (!given) return { ...withoutVector(expr, scope), type };
  if (vector) checkSamples(expr, vector, given, scope);
  checkNames(expr, scope);
  checkReplacement(expr, given, scope);
  return { ...withVector(expr, given, scope), type };
}

const vectorArgument = ({ args }: Call): Expr | undefined => args.find((arg) => typeOf(arg).endsWith("vector"));

function withoutVector({ name, args: [arg] }: Call, scope: Scope): TypeInfo {
  const labels = name.dynamic ? anyLabels : noLabels;
  if (name.text === "vector" && arg) {
    const { range, constant } = scope.typeInfo(arg);
    return { ...unknownVector, labels, range, constant };
  }
  if (name.text === "pi") return { ...unknownVector, labels, range: [Math.PI, Math.PI] };
  const effect = effects.get(name.text);
  return { ...unknownVector, labels, range: effect?.range(anything) ?? anything, unit: effect?.unit(undefined) };
}

function withVector(expr: Call, given: TypeInfo, scope: Scope): TypeInfo {
  const { text } = expr.name;
  const labels = labelsOf(expr, given.labels, scope);
  if (text === "histogram_quantile" || text === "quantile_over_time") checkPhi(expr.args[0], scope);
  if (text === "histogram_quantile") return quantile(expr, given, labels, scope);
  if (text === "scalar") return { ...derived(given), labels: noLabels, mayBeNaN: true };
  if (text.startsWith("clamp")) return { ...derived(given), labels, range: clamped(expr, given, scope) };
  const effect = effects.get(text);
  const isKept = effect?.sampleKind === "keep";
  return {
    ...(isKept ? given : derived(given)),
    labels,
    range: effect?.range(given.range) ?? anything,
    unit: effect?.unit(given.unit),
    sampleKind: isKept ? given.sampleKind : effect && "gauge",
    observed: keepsObservations(text) ? given.observed : undefined,
    mayBeNaN: given.mayBeNaN || effect?.mayBeNaN === true,
  };
}

/** Functions whose result on a histogram's buckets is still a histogram. */
const keepsObservations = (name: string): boolean =>
  /^(i?rate|increase|delta|(sum|avg|last)_over_time|sort|label_)/.test(name);

function clamped({ name, args }: Call, { range }: TypeInfo, { typeInfo }: Scope) {
  const [, first, second] = args.map((arg) => typeInfo(arg).constant);
  const min = name.text === "clamp_max" ? undefined : first;
  const max = name.text === "clamp_max" ? first : second;
  return within(range, [min ?? Number.NEGATIVE_INFINITY, max ?? Number.POSITIVE_INFINITY]);
}

function checkPhi(phi: Expr | undefined, { typeInfo, report }: Scope): void {
  const constant = phi && typeInfo(phi).constant;
  if (phi && constant !== undefined && !(constant >= 0 && constant <= 1)) {
    report("quantile", `a quantile lies between 0 and 1, not at ${constant}`, phi, hintOfPercent(constant));
  }
}

function quantile(expr: Call, given: TypeInfo, labels: Labels, { report, catalog }: Scope): TypeInfo {
  const buckets = expr.args[1];
  const maybeNative = given.native || (buckets !== undefined && mayBeNative(buckets, catalog));
  if (!maybeNative && hasLabel(given.labels, "le") === "never") {
    const hint = "keep it: sum by (le) (rate(..._bucket[...]))";
    report("quantile", 'histogram_quantile needs the label "le", which is gone here', expr.args[1] ?? expr, hint);
  }
  return { ...unknownVector, labels, mayBeNaN: true, unit: given.observed };
}

/** A metric that is not known can be a native histogram, unless its name is one of a classic histogram's series. */
const mayBeNative = (expr: Expr, { series, recorded }: SeriesCatalog): boolean =>
  partsOf(expr).some(
    (part) =>
      part.kind === "selector" &&
      (part.name === undefined ||
        part.name.dynamic ||
        (!/_(?:bucket|sum|count)$/.test(part.name.text) && !series.has(part.name.text) && !recorded(part.name.text))),
  );

function labelsOf({ name, args }: Call, given: Labels, scope: Scope): Labels {
  const { text } = name;
  if (text === "histogram_quantile") return dropLabels(given, ["le"]);
  if (text === "label_replace" || text === "label_join") return relabelled(args, given, text, scope);
  if (text === "absent" || text === "absent_over_time") return labelsOfAbsent(args[0], given);
  return text === "info" ? { ...given, open: true } : given;
}

function relabelled(args: readonly Expr[], given: Labels, name: string, { report }: Scope): Labels {
  const [target, ...rest] = args.slice(1);
  const sources = name === "label_join" ? rest.slice(1) : rest.slice(1, 2);
  for (const source of sources) {
    if (source.kind !== "string" || source.dynamic || source.text === "") continue;
    if (hasLabel(given, source.text) !== "never" || fillsGap(name, rest)) continue;
    const hint = didYouMean(source.text, given.known.keys()) ?? `the labels here are ${listLabels(given)}`;
    report("grouping", `${name} reads label "${source.text}", which the series do not have`, source, hint);
  }
  if (target?.kind !== "string" || target.dynamic) return anyLabels;
  return setLabel(given, target.text, name === "label_join" ? {} : replacedLabel(given.known.get(target.text), rest));
}

/** `label_replace(x, "core", "0", "core", "")` gives a label to the series that lack it. */
function fillsGap(name: string, [replacement, , regex]: readonly Expr[]): boolean {
  const texts = [replacement, regex].map((arg) => (arg?.kind === "string" && !arg.dynamic ? arg.text : "$"));
  return name === "label_replace" && !texts[0]?.includes("$") && /^(?:|\^\$)$/.test(texts[1] ?? "$");
}

/** A label with a constant value, `label_replace(x, "kind", "disk", "", "")`, is on every series. */
function replacedLabel(before: Label | undefined, [replacement, source, regex]: readonly Expr[]): Label {
  const texts = [replacement, source, regex].map((arg) => (arg?.kind === "string" && !arg.dynamic ? arg.text : "$"));
  const [value = "$", from, pattern] = texts;
  if (from === "" && pattern === "" && value !== "" && !value.includes("$")) return { values: [value] };
  return before ? {} : { optional: true };
}

/** The result of absent() has the labels of the `=` matchers only. */
function labelsOfAbsent(arg: Expr | undefined, given: Labels): Labels {
  const selector = arg?.kind === "matrix" ? arg.selector : arg;
  if (selector?.kind !== "selector") return noLabels;
  const equal = selector.matchers.filter(({ operator, value }) => operator === "=" && value.text !== "");
  const names = equal.map(({ label }) => label.text).filter((label) => label !== "__name__");
  const open = equal.some(({ label }) => label.dynamic);
  return open ? anyLabels : keepLabels(given, names);
}

/** Reports functions over the wrong kind of samples, and over windows with too few samples. */
function checkSamples(expr: Call, vector: Expr, given: TypeInfo, scope: Scope): void {
  const { text } = expr.name;
  checkSampleKind(text, vector, given, scope);
  if (vector.kind === "matrix" && needsSamples.has(text)) checkWindow(text, vector.range, given, scope);
  if (vector.kind === "subquery") checkPoints(text, vector, scope);
}

function checkSampleKind(name: string, vector: Expr, { sampleKind, unit }: TypeInfo, { report }: Scope): void {
  if (needsCounter.has(name) && unit?.powers.timestamp === 1) {
    const hint = name.endsWith("rate") ? "for how fast it advances: deriv()" : "count its changes: changes()";
    report("counter", `${name}() of a timestamp: it adds up dates`, vector, hint);
    return;
  }
  if (needsCounter.has(name) && sampleKind === "gauge") {
    const hint = name === "increase" ? "use delta()" : name === "resets" ? "use changes()" : "use deriv()";
    report("counter", `${name}() of a gauge: it takes each decrease for a restart`, vector, hint);
  }
  if (needsGauge.has(name) && sampleKind === "counter") {
    report("counter", `${name}() of a counter goes wrong at every restart`, vector, "use increase()");
  }
  if (needsCounter.has(name) && sampleKind === "counters") {
    const hint = "take the rate first: sum(rate(...))";
    report(
      "rate-of-sum",
      `${name}() of a sum of counters: one restart looks like a drop of the whole sum`,
      vector,
      hint,
    );
  }
}

/** rate() needs two samples. With fewer than four scrapes in the window, one failed scrape leaves a gap. */
const enough = 2;

function checkWindow(
  name: string,
  range: Extract<Expr, { kind: "matrix" }>["range"],
  { interval }: TypeInfo,
  { report }: Scope,
): void {
  if (interval === undefined || range.seconds === undefined || range.seconds >= enough * interval) return;
  const message = `${name}() over ${range.text} with a scrape every ${interval}s: a window needs two samples`;
  report(
    "window",
    message,
    range,
    `use at least ${4 * interval}s, four scrapes, so that a failed scrape leaves no gap`,
  );
}
