import { ruleYaml } from "../emit/rules.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Links } from "../model/model.ts";
import type { SeriesCatalog } from "../promql/analysis/type-info.ts";
import { parseRule } from "../promql/dependencies.ts";
import { labelMatchers } from "../promql/promql.ts";
import { type Expr, namesIn, partsOf } from "../promql/syntax/ast.ts";
import { type Experiment, expand, type Result, type TestResult } from "./experiment.ts";
import { isNumber, labelsOf, metricOf, withLabel } from "./perturbations.ts";
import { type Interval, intervalQueries, intervalsOf } from "./promtool.ts";
import { alertTitle, casesOf, type RuleSuite, suiteTitle, type TestCase } from "./rule-tests.ts";

/** What happens to Prometheus and to every exporter one day, made to happen in an example. */
interface Disturbance {
  /** Such as `counters are reset`. */
  readonly name: string;
  /** What to change where the alert does not tolerate it. */
  readonly advice: string;
  readonly testCase: TestCase;
}

/**
 * Disturbances of an alert's first examples. Where a second series appears in a firing example, the alert can still be
 * evaluated. A quiet example stays quiet while counters are reset, a divisor is 0, Prometheus restarts, or, unless the
 * examples show that the alert is about missing series, exporters are down.
 * @param catalog says which divisors can be 0: gauges that are not `nonZero`
 */
export function disturbancesOf(suite: RuleSuite, catalog: Pick<SeriesCatalog, "series">): Disturbance[] {
  const [quiet] = quietCases(suite);
  const firing = casesOf(suite).find(({ assertion }) => assertion?.fires);
  if (!firing || !quiet) return [];
  const parts = [...suite.inputs, suite.alert].flatMap((rule) => Array.from(partsIn(parseRule(rule).ast)));
  const counters = new Set(parts.flatMap(readAsCounter));
  const divisors = new Set(parts.flatMap(readAsDivisor).filter((name) => canBeZero(name, catalog)));
  const disturb = (name: string, advice: string, change: Change, metrics?: ReadonlySet<string>): Disturbance[] =>
    disturbed(quiet, { name, advice }, change, (series) => metrics?.has(metricOf(series)) ?? true);
  const restart = gapIn(quiet, counters);
  return [
    ...secondSeries(firing, parts),
    ...disturb("counters are reset", "read counters by rate() or increase()", reset, counters),
    ...disturb("a divisor is 0", "require that it is above 0, by `and`", toZero, divisors),
    ...(restart ? disturb("Prometheus restarts", "do not read a gap as a value", restart) : []),
    ...(isAboutMissing(firing, quiet)
      ? []
      : disturb("exporters are down", "do not read a missing series as a value", endBefore(quiet))),
  ];
}

/** The alert with the rules that it reads, over disturbed examples, and over them undisturbed. */
export const disturbanceExperiment = (
  suite: RuleSuite,
  disturbances: readonly Disturbance[],
  links: Links,
): Experiment => ({
  title: suiteTitle(suite),
  rules: [...suite.inputs, suite.alert].map((rule) => ruleYaml(rule, { links, dashboards: [], datasources: [] })),
  tests: [...quietCases(suite), ...disturbances.map(({ testCase }) => testCase)].map(
    ({ series, step, at, assertion }) => ({
      series,
      step,
      at,
      alerts: [],
      queries: assertion ? intervalQueries(at) : [],
    }),
  ),
});

/** Whether an alert tolerates each disturbance. @param results those of `disturbanceExperiment` */
export const disturbanceResults = (
  suite: RuleSuite,
  disturbances: readonly Disturbance[],
  results: readonly Result[],
): TestResult[] => {
  const { alert } = suite.alert;
  const [before, ...after] = results;
  // One that fires before its evaluation shows nothing here.
  const isQuiet = before !== undefined && firingIn(before, alert).length === 0;
  return disturbances.map(({ name, advice, testCase }, i) => {
    const result = after[i];
    const [firing] = result && isQuiet && testCase.assertion ? firingIn(result, alert) : [];
    const failure = result?.broken.get(alert) ?? (firing && `fires with {${labelMatchers(firing.labels, ", ")}}`);
    const title = { group: suite.file, name: `${alertTitle(suite.alert)}: ${testCase.name}, and ${name}` };
    return failure === undefined ? title : { ...title, failure: { message: advice, text: failure } };
  });
};

/** The first quiet example. */
const quietCases = (suite: RuleSuite): TestCase[] =>
  casesOf(suite)
    .filter(({ assertion }) => assertion?.fires === false)
    .slice(0, 1);

/** At any time, not only at the end. */
const firingIn = (result: Result, alert: string): readonly Interval[] =>
  (intervalsOf(result).get(alert) ?? []).filter(({ state }) => state === "firing");

/** Changes the samples until an example's evaluation. */
type Change = (samples: readonly string[]) => readonly string[];

function disturbed(
  base: TestCase,
  what: Pick<Disturbance, "name" | "advice">,
  change: Change,
  concerns: (series: string) => boolean,
): Disturbance[] {
  if (!Object.keys(base.series).some(concerns)) return [];
  const series = Object.entries(base.series).map(([name, samples]) => {
    const all = expand(samples);
    const until = samplesUntil(base);
    return [name, concerns(name) ? [...change(all.slice(0, until)), ...all.slice(until)].join(" ") : samples];
  });
  return [{ ...what, testCase: { ...base, series: Object.fromEntries(series) } }];
}

const samplesUntil = ({ at, step }: TestCase): number => Math.floor(durationSeconds(at) / durationSeconds(step)) + 1;

/** From the middle on, counters count from 0. */
const reset: Change = (samples) => {
  const middle = Math.floor(samples.length / 2);
  const before = Number(samples[middle - 1]);
  if (!Number.isFinite(before)) return samples;
  return samples.map((sample, i) =>
    i < middle || !isNumber(sample) ? sample : `${Math.max(0, Number(sample) - before)}`,
  );
};

const toZero: Change = (samples) => samples.map((sample) => (isNumber(sample) ? "0" : sample));

/** Seconds without samples: less than the five minutes that Prometheus looks back. */
const restartSeconds = 180;

/** A gap where every gauge is steady, so that it hides no change; undefined where there is no such time. */
function gapIn(base: TestCase, counters: ReadonlySet<string>): Change | undefined {
  const length = Math.floor(restartSeconds / durationSeconds(base.step));
  if (length === 0) return undefined;
  const until = samplesUntil(base);
  const gauges = Object.entries(base.series).flatMap(([name, samples]) =>
    counters.has(metricOf(name)) ? [] : [expand(samples).slice(0, until)],
  );
  for (let from = 1; from + length < until; from++) {
    const steady = gauges.every((samples) => new Set(samples.slice(from - 1, from + length + 1)).size <= 1);
    if (steady) return (samples) => samples.map((sample, i) => (i >= from && i < from + length ? "_" : sample));
  }
  return undefined;
}

/** Longer than Prometheus looks back, and short against the windows of ratios, which lose as much. */
const downSeconds = 360;

function endBefore({ step }: TestCase): Change {
  const missing = Math.ceil(downSeconds / durationSeconds(step));
  return (samples) =>
    samples.map((sample, i) =>
      i < samples.length - missing ? sample : i === samples.length - missing ? "stale" : "_",
    );
}

/** For each label that no rule matches on: every series that has it appears again, with another value. */
function secondSeries(base: TestCase, parts: readonly Expr[]): Disturbance[] {
  const names = Object.keys(base.series);
  const matched = new Set(
    parts.flatMap((part) => (part.kind === "selector" ? part.matchers.map(({ label }) => label.text) : [])),
  );
  const free = new Set(names.flatMap(labelsOf).filter((label) => !matched.has(label)));
  const { assertion: _, ...rest } = base;
  return [...free].map((label) => {
    const copies = names.flatMap((series) =>
      labelsOf(series).includes(label) ? [[withLabel(series, label, "second"), base.series[series] ?? ""]] : [],
    );
    return {
      name: `there is a second ${label}`,
      advice: `match and aggregate by \`${label}\` too`,
      testCase: { ...rest, series: { ...base.series, ...Object.fromEntries(copies) } },
    };
  });
}

/** A firing example lacks a series of the quiet one, or one of its series ends. */
const isAboutMissing = (firing: TestCase, quiet: TestCase): boolean =>
  Object.values(firing.series).some((samples) => /_|stale/.test(samples)) ||
  Object.keys(quiet.series).some((name) => !(name in firing.series));

const partsIn = (ast: Expr | undefined): Iterable<Expr> => (ast ? partsOf(ast) : []);

const readAsCounter = (part: Expr): string[] =>
  part.kind === "call" && ["rate", "irate", "increase"].includes(part.name.text) ? part.args.flatMap(namesIn) : [];

const readAsDivisor = (part: Expr): string[] => (part.kind === "binary" && part.op === "/" ? namesIn(part.right) : []);

const canBeZero = (metric: string, { series }: Pick<SeriesCatalog, "series">): boolean =>
  series.get(metric)?.some(({ typeInfo }) => typeInfo.sampleKind === "gauge" && !typeInfo.nonZero) ?? false;
