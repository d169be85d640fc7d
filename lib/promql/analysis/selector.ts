import { didYouMean } from "../../checks/suggest.ts";
import type { Matcher, Span, VectorSelector } from "../syntax/ast.ts";
import { type Facts, unite, unknownVector } from "./facts.ts";
import { applyMatchers, checkContradictions, checkMatchers } from "./matchers.ts";
import { accepts } from "./matching-values.ts";
import type { Scope } from "./scope.ts";
import type { Series, SeriesCatalog } from "./series-catalog.ts";

/** Facts of the series that a selector picks. */
export function select(selector: VectorSelector, scope: Scope): Facts {
  const matchers = selector.name
    ? selector.matchers
    : selector.matchers.filter(({ label }) => label.text !== "__name__");
  checkContradictions(matchers, scope);
  const isScraped = checkJob(matchers, scope);
  const name = metricName(selector);
  const found = name === undefined || !isScraped ? undefined : resolve(name, matchers, selector, scope);
  if (name !== undefined && found) checkMatchers(name, found, matchers, scope);
  return applyMatchers(found ?? unknownVector, matchers);
}

function metricName({ name, matchers }: VectorSelector): string | undefined {
  if (name) return name.dynamic ? undefined : name.text;
  const named = matchers.find(({ label, operator }) => label.text === "__name__" && operator === "=");
  return named && !named.value.dynamic ? named.value.text : undefined;
}

function resolve(name: string, matchers: readonly Matcher[], at: VectorSelector, scope: Scope): Facts | undefined {
  const { catalogue } = scope;
  const recorded = catalogue.recorded(name);
  if (recorded) return recorded;
  const all = catalogue.series.get(name);
  const place = at.name ?? at;
  if (!all) {
    if (catalogue.complete && mayExposeAnything(matchers, scope) === false) reportUnknown(name, place, scope);
    return undefined;
  }
  const picked = matchers.length === 0 ? all : all.filter((series) => picks(matchers, series));
  const [first] = picked;
  if (!first) return reportElsewhere(name, all, matchers, place, scope);
  if (picked.length === 1) return first.facts;
  return picked.length === all.length ? united(all) : picked.map(({ facts }) => facts).reduce(unite);
}

/** Many jobs expose `up` and the like: what holds for all of them is worked out once. */
const unitedFacts = new WeakMap<readonly Series[], Facts>();

function united(all: readonly Series[]): Facts {
  const known = unitedFacts.get(all) ?? all.map(({ facts }) => facts).reduce(unite);
  unitedFacts.set(all, known);
  return known;
}

/** Whether a job is picked of which nobody knows what it exposes. */
function mayExposeAnything(matchers: readonly Matcher[], { catalogue }: Scope): boolean {
  return [...catalogue.jobs.values()].some(
    (job) => job.exporter === undefined && picks(matchers, { job, facts: { ...unknownVector } }),
  );
}

/** Whether the labels that come with a scrape leave a job's series in. */
function picks(matchers: readonly Matcher[], { job }: Series): boolean {
  return matchers.every((matcher) => {
    const values = job.labels.get(matcher.label.text)?.values;
    return values === undefined || values.some((value) => accepts(matcher, value) !== false);
  });
}

function reportUnknown(name: string, place: Span, { catalogue, report }: Scope): void {
  const names = [...catalogue.series.keys(), ...catalogue.recordedNames];
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

/** Whether there are jobs that the matchers pick; of jobs that do not exist, nothing more is told. */
function checkJob(matchers: readonly Matcher[], { catalogue, report }: Scope): boolean {
  if (!catalogue.complete) return true;
  const wrong = matchers.filter((matcher) => matcher.label.text === "job" && picksNoJob(matcher, catalogue));
  for (const { value } of wrong) {
    report("job", `no job is called "${value.text}"`, value, didYouMean(value.text, catalogue.jobs.keys()));
  }
  return wrong.length === 0;
}

function picksNoJob(matcher: Matcher, { jobs }: SeriesCatalog): boolean {
  const { operator, value } = matcher;
  if (operator.startsWith("!") || value.dynamic || value.text === "") return false;
  return operator === "=" ? !jobs.has(value.text) : ![...jobs.keys()].some((job) => accepts(matcher, job) !== false);
}
