import { didYouMean } from "../../model/problem.ts";
import type { Matcher, Span, VectorSelector } from "../syntax/ast.ts";
import { checkBound } from "./pitfalls.ts";
import {
  hasLabel,
  type Label,
  type Labels,
  listLabels,
  type Scope,
  type Series,
  type SeriesCatalog,
  type TypeInfo,
  unite,
  unknownVector,
} from "./type-info.ts";

/** Type information of the series that a selector selects. */
export function select(selector: VectorSelector, scope: Scope): TypeInfo {
  const matchers = selector.name
    ? selector.matchers
    : selector.matchers.filter(({ label }) => label.text !== "__name__");
  checkContradictions(matchers, scope);
  const isScraped = checkJob(matchers, scope);
  const name = metricName(selector);
  const isRecorded = name?.includes(":") === true;
  const wrongBounds = matchers.filter(
    (matcher) => !(isRecorded && matcher.label.text === "quantile") && !checkBound(matcher, scope),
  );
  const found = name === undefined || !isScraped ? undefined : resolve(name, matchers, selector, scope);
  const others = matchers.filter((matcher) => !wrongBounds.includes(matcher));
  if (name !== undefined && found) checkMatchers(name, found, others, scope);
  return applyMatchers(found ?? unknownVector, matchers);
}

function metricName({ name, matchers }: VectorSelector): string | undefined {
  if (name) return name.dynamic ? undefined : name.text;
  const named = matchers.find(({ label, operator }) => label.text === "__name__" && operator === "=");
  return named && !named.value.dynamic ? named.value.text : undefined;
}

function resolve(name: string, matchers: readonly Matcher[], at: VectorSelector, scope: Scope): TypeInfo | undefined {
  const { catalog } = scope;
  const recorded = catalog.recorded(name);
  if (recorded) return recorded;
  const all = catalog.series.get(name);
  const place = at.name ?? at;
  if (!all) {
    if (catalog.complete && mayExposeAnything(matchers, scope) === false) reportUnknown(name, place, scope);
    return undefined;
  }
  const picked = matchers.length === 0 ? all : all.filter((series) => picks(matchers, series));
  const [first] = picked;
  if (!first) return areContradictory(matchers) ? undefined : reportElsewhere(name, all, matchers, place, scope);
  if (picked.length === 1) return first.typeInfo;
  return picked.length === all.length ? united(all) : picked.map(({ typeInfo }) => typeInfo).reduce(unite);
}

/** Cache: many jobs expose `up` and the like. */
const unitedTypeInfo = new WeakMap<readonly Series[], TypeInfo>();

function united(all: readonly Series[]): TypeInfo {
  const known = unitedTypeInfo.get(all) ?? all.map(({ typeInfo }) => typeInfo).reduce(unite);
  unitedTypeInfo.set(all, known);
  return known;
}

/** Whether the matchers select a job whose metrics are unknown. */
function mayExposeAnything(matchers: readonly Matcher[], { catalog }: Scope): boolean {
  return [...catalog.jobs.values()].some(
    (job) => job.exporter === undefined && picks(matchers, { job, typeInfo: { ...unknownVector } }),
  );
}

/** Whether the matchers accept the scrape labels of a job. */
function picks(matchers: readonly Matcher[], { job }: Series): boolean {
  return matchers.every((matcher) => {
    const values = job.labels.get(matcher.label.text)?.values;
    return values === undefined || values.some((value) => accepts(matcher, value) !== false);
  });
}

function reportUnknown(name: string, place: Span, { catalog, report }: Scope): void {
  const names = [...catalog.series.keys(), ...catalog.recordedNames];
  const what = name.includes(":") ? `no rule records "${name}"` : `no exporter exposes "${name}"`;
  report(name.includes(":") ? "recording" : "metric", what, place, didYouMean(name, names));
}

function reportElsewhere(
  name: string,
  all: readonly Series[],
  matchers: readonly Matcher[],
  place: Span,
  { report }: Scope,
): undefined {
  const jobs = [...new Set(all.map(({ job }) => job.name))].join('", "');
  const wanted = matchers.find(({ label }) => label.text === "job")?.value.text;
  const who = wanted === undefined ? "the selected job does not expose" : `job "${wanted}" does not expose`;
  report("metric", `${who} "${name}"`, place, `job "${jobs}" does`);
  return undefined;
}

/** Reports unknown jobs. Returns false if there is one: other findings would follow from it. */
function checkJob(matchers: readonly Matcher[], { catalog, report }: Scope): boolean {
  if (!catalog.complete) return true;
  const wrong = matchers.filter((matcher) => matcher.label.text === "job" && picksNoJob(matcher, catalog));
  for (const { value } of wrong) {
    report("job", `no job is called "${value.text}"`, value, didYouMean(value.text, catalog.jobs.keys()));
  }
  return wrong.length === 0;
}

function picksNoJob(matcher: Matcher, { jobs }: SeriesCatalog): boolean {
  const { operator, value } = matcher;
  if (operator.startsWith("!") || value.dynamic || value.text === "") return false;
  return operator === "=" ? !jobs.has(value.text) : ![...jobs.keys()].some((job) => accepts(matcher, job) !== false);
}

/** The labels after the matchers: some have fewer values, some are removed. */
function applyMatchers(typeInfo: TypeInfo, matchers: readonly Matcher[]): TypeInfo {
  const { open, gone = [] } = typeInfo.labels;
  if (matchers.every((matcher) => keepsAll(matcher, typeInfo.labels))) return typeInfo;
  const known = new Map(typeInfo.labels.known);
  const dropped = [...gone];
  for (const matcher of matchers) {
    if (matcher.label.dynamic) continue;
    const name = matcher.label.text;
    const label = known.get(name);
    if (matcher.operator === "=" && matcher.value.text === "") known.delete(name);
    else if (label || open) known.set(name, narrowed(label, matcher));
    if (open && !known.has(name)) dropped.push(name);
  }
  return { ...typeInfo, labels: { known, open, ...(dropped.length > 0 && { gone: dropped }) } };
}

/** Whether a matcher accepts every known value, such as the only job that exposes the metric. */
function keepsAll(matcher: Matcher, { known }: Labels): boolean {
  if (matcher.label.dynamic) return true;
  const label = known.get(matcher.label.text);
  if (!label?.values || label.optional) return false;
  return label.values.every((value) => accepts(matcher, value) !== false);
}

function narrowed(label: Label | undefined, matcher: Matcher): Label {
  const values = label?.values ? filterValues(matcher, label.values) : acceptedValues(matcher);
  const optional = (label === undefined || label.optional) && accepts(matcher, "") !== false;
  return {
    ...(values && { values }),
    ...(optional && { optional: true }),
    ...(label?.scraped && { scraped: true }),
  };
}

/** Reports matchers on labels that the metric does not have, and on values that the label never has. */
function checkMatchers(name: string, { labels }: TypeInfo, matchers: readonly Matcher[], scope: Scope): void {
  for (const matcher of matchers) {
    const { label } = matcher;
    if (label.dynamic || (label.text === "job" && scope.catalog.jobs.size > 0)) continue;
    const values = labels.known.get(label.text)?.values;
    if (values) checkValue(matcher, values, scope);
    else if (hasLabel(labels, label.text) === "never") reportLabel(name, labels, matcher, scope);
  }
}

function reportLabel(name: string, labels: Labels, matcher: Matcher, { report }: Scope): void {
  // `label=""` selects series without the label on purpose.
  if (matcher.operator === "=" && matcher.value.text === "") return;
  const hint = didYouMean(matcher.label.text, labels.known.keys()) ?? `its labels are ${listLabels(labels)}`;
  const effect = accepts(matcher, "") ? "excludes nothing" : "selects nothing";
  report("label", `"${name}" has no label "${matcher.label.text}": the matcher ${effect}`, matcher.label, hint);
}

function checkValue(matcher: Matcher, values: readonly string[], { report }: Scope): void {
  const { value, label, operator } = matcher;
  if (value.dynamic || value.text === "") return;
  const positive = { ...matcher, operator: operator.endsWith("~") ? "=~" : "=" } as Matcher;
  if (values.some((known) => accepts(positive, known) !== false) || accepts(positive, "") !== false) return;
  const what = operator.endsWith("~") ? `matches no value of "${label.text}"` : `is no value of "${label.text}"`;
  const hint =
    didYouMean(value.text, values) ?? (values.length > 0 ? `its values are ${values.join(", ")}` : "it has no value");
  report("label-value", `"${value.text}" ${what}`, value, hint);
}

/** Reports matchers of one selector that together accept no value. */
function checkContradictions(matchers: readonly Matcher[], { report }: Scope): void {
  for (const matcher of matchers) {
    const other = contradiction(matcher, matchers);
    // Two matchers with listed values contradict each other both ways: report it once.
    if (!other || (acceptedValues(other) && other.from < matcher.from)) continue;
    report(
      "matchers",
      `the matchers on "${matcher.label.text}" contradict each other: they select nothing`,
      { from: Math.min(matcher.from, other.from), to: Math.max(matcher.to, other.to) },
      "keep one of them",
    );
  }
}

/** The matcher that accepts none of the values that this one accepts. */
function contradiction(matcher: Matcher, matchers: readonly Matcher[]): Matcher | undefined {
  const accepted = acceptedValues(matcher);
  const others = matchers.filter((other) => other !== matcher && other.label.text === matcher.label.text);
  return accepted && others.find((other) => accepted.every((value) => accepts(other, value) === false));
}

const areContradictory = (matchers: readonly Matcher[]): boolean =>
  matchers.some((matcher) => contradiction(matcher, matchers) !== undefined);

/** Whether a matcher accepts a label's value (the empty string for an absent label); undefined if unknown. */
export function accepts({ operator, value, regex }: Matcher, text: string): boolean | undefined {
  if (value.dynamic) return undefined;
  if (operator === "=") return text === value.text;
  if (operator === "!=") return text !== value.text;
  const matches = regex?.test(text);
  return matches === undefined ? undefined : (operator === "=~") === matches;
}

/** The values that a matcher accepts, if they can be listed: `a`, or `a|b`. */
export function acceptedValues({ operator, value, regex }: Matcher): readonly string[] | undefined {
  if (value.dynamic) return undefined;
  if (operator === "=") return [value.text];
  return operator === "=~" ? regex?.literals : undefined;
}

/** The given values that a matcher accepts or may accept. */
const filterValues = (matcher: Matcher, values: readonly string[]): readonly string[] =>
  values.filter((value) => accepts(matcher, value) !== false);
