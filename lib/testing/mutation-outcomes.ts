import { ruleYaml } from "../emit/rules.ts";
import { durationSeconds } from "../model/duration.ts";
import type { AlertRule, Links } from "../model/model.ts";
import {
  defaultStep,
  type Experiment,
  type Firing,
  type InputSeries,
  type Result,
  type Search,
  shorten,
  type TestResult,
} from "./experiment.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { evaluationInterval, type Interval, intervalQueries, intervalsOf, sameIntervals } from "./promtool.ts";
import { alertTitle, assert, casesOf, type RuleSuite, suiteTitle, type TestCase } from "./rule-tests.ts";

/**
 * How a mutant was detected: by an example's assertion, by a state of the alert that begins or ends at another time
 * (timing), by a generated example at a boundary, or by Prometheus, which cannot evaluate it (broken).
 */
export type Outcome = "assertion" | "timing" | "boundary" | "broken" | "survived";

/** The name of the alert itself among its mutants. */
export const original = "original";

/**
 * The alert and its mutants in one experiment, so that the series are evaluated once for all. They have no labels,
 * which mutation does not change, and no annotations where no example asserts them: rendering takes most of the time.
 */
export function mutationExperiment(
  suite: RuleSuite,
  mutants: ReadonlyMap<string, Mutant>,
  cases: readonly TestCase[],
  links: Links,
): Experiment {
  const annotated = cases.some(({ assertion }) => assertion?.fires && assertion.example.message !== undefined);
  const alerts = [
    [original, suite.alert] as const,
    ...Array.from(mutants, ([name, { rule }]) => [name, rule] as const),
  ];
  return {
    title: suiteTitle(suite),
    rules: [
      ...suite.inputs.map((rule) => ruleYaml(rule, { links, dashboards: [], datasources: [] })),
      ...alerts.map(([name, rule]) => bare({ ...rule, alert: name }, annotated)),
    ],
    tests: cases.map(({ series, step, at }) => ({
      series,
      step,
      at,
      alerts: alerts.map(([name]) => name),
      queries: intervalQueries(at),
    })),
  };
}

const bare = ({ alert, expr, for: hold, keepFiringFor, summary, description }: AlertRule, annotated: boolean) => ({
  alert,
  expr,
  for: hold,
  ...(keepFiringFor && { keep_firing_for: keepFiringFor }),
  ...(annotated && { annotations: { summary, description } }),
});

/** Mutants by their name in the experiment. */
export const named = (mutants: readonly Mutant[]): Map<string, Mutant> =>
  new Map(mutants.map((mutant, i) => [`mutant ${i + 1}`, mutant]));

/** The outcome of a mutant. Cases that Prometheus could not evaluate count only against the rule that broke them. */
export function outcomeOf(name: string, cases: readonly TestCase[], results: readonly Result[]): Outcome {
  if (results.some(({ broken }) => broken.has(name) && !broken.has(original))) return "broken";
  const isAsserted = cases.some(({ assertion }, i) => {
    const result = results[i];
    return (
      assertion && result?.broken.size === 0 && assert({ assertion, result, alert: name, labels: {} }) !== undefined
    );
  });
  if (isAsserted) return "assertion";
  const hasMoved = results.some((result) => {
    if (result.broken.size > 0) return false;
    const intervals = intervalsOf(result);
    return !sameIntervals(intervals.get(original) ?? [], intervals.get(name) ?? []);
  });
  return hasMoved ? "timing" : "survived";
}

/** An example that would detect a mutant. */
export interface SuggestedTest {
  /** The list of examples that it belongs to. */
  readonly list: "fires" | "quiet";
  readonly testCase: TestCase;
}

/** The first case at whose end one of the alert and the mutant fires, and the other does not. */
export function suggestedTestIn(
  name: string,
  cases: readonly TestCase[],
  results: readonly Result[],
): SuggestedTest | undefined {
  const firingIn = ({ firing }: Result, alert: string): readonly Firing[] => firing.get(alert) ?? [];
  for (const [i, testCase] of cases.entries()) {
    const result = results[i];
    if (!result || result.broken.size > 0) continue;
    const [own, other] = [firingIn(result, original), firingIn(result, name)];
    // An assertion is about any series that fires, or about none.
    if (own.length > 0 !== other.length > 0) return { list: own.length > 0 ? "fires" : "quiet", testCase };
  }
  return undefined;
}

export interface MutantResult {
  readonly suite: RuleSuite;
  readonly mutant: Mutant;
  readonly outcome: Outcome;
  /** An example that would detect a survivor, where one was found. */
  readonly suggestedTest?: SuggestedTest;
}

/** A survivor with the example that would detect it. */
export const survivorLine = ({ suite, mutant, suggestedTest }: MutantResult): string =>
  `${suiteTitle(suite)}: survives ${mutant.change} — ${suggestedTest ? inCode(suggestedTest) : advice(mutant)}`;

function inCode({ list, testCase: { name, series, step, at } }: SuggestedTest): string {
  const example = { series: shortened(series), ...(step !== defaultStep && { step }), at };
  return `add to ${list} (${name}): ${JSON.stringify(example)}`;
}

const shortened = (series: InputSeries): InputSeries =>
  Object.fromEntries(Object.entries(series).map(([name, samples]) => [name, shorten(samples)]));

function advice({ kind, rule }: Mutant): string {
  switch (kind) {
    case "threshold":
    case "comparison":
      return "add an example whose value lies between both thresholds: `fires` on one side, `quiet` on the other";
    case "for":
      return `add an example that holds for ${rule.for} only`;
    case "matcher":
      return "add a quiet example whose series differs in this label only";
    case "aggregation":
      return "add an example with two series in a group, of different values";
    case "window":
      return "add an example that changes within this window, such as a short burst";
    case "branch":
      return "add a quiet example for which one side holds and the other does not; with `or`, a firing one";
  }
}

/** `kind  killed of all` for each kind, the score, and how the mutants were detected. */
export function summary(all: readonly MutantResult[]): string[] {
  const count = (outcome: Outcome): number => all.filter((one) => one.outcome === outcome).length;
  const kinds = [...new Set(all.map(({ mutant }) => mutant.kind))].map((kind) => {
    const own = all.filter(({ mutant }) => mutant.kind === kind);
    return `${kind.padEnd(12)} ${own.filter(({ outcome }) => outcome !== "survived").length} of ${own.length} killed`;
  });
  const score = `${(100 * scoreOf(all)).toFixed(1)} % of ${all.length} mutants killed`;
  const how = `${count("assertion")} by an assertion, ${count("timing")} by timing, ${count("boundary")} at a boundary, ${count("broken")} cannot be evaluated`;
  return [...kinds, `${score}: ${how}`];
}

/** The share of mutants that were detected, 0 to 1. */
export const scoreOf = (all: readonly MutantResult[]): number =>
  all.filter(({ outcome }) => outcome !== "survived").length / Math.max(1, all.length);

/**
 * Evaluates the examples of an alert, and those of the alert without each of its branches until one shows the branch.
 * Its recoveries follow until all is shown: they take as long as two examples.
 * @returns the result of each case of `casesOf`, without recoveries that were not needed; a branch that has been shown is
 * missing in those of later ones
 */
export function* searchCoverage(suite: RuleSuite, links: Links): Search<Result[]> {
  const cases = casesOf(suite);
  const examples = cases.filter(({ assertion }) => assertion);
  const results: Result[] = [];
  let hidden: ReadonlyMap<string, Mutant> = withoutBranches(suite);
  for (const some of [...growing(examples), ...cases.slice(examples.length).map((recovery) => [recovery])]) {
    const isNeeded = some[0]?.assertion || hidden.size > 0 || !isResolved(suite, results);
    if (!isNeeded) break;
    const found = yield mutationExperiment(suite, hidden, some, links);
    results.push(...found);
    hidden = new Map([...hidden].filter(([name]) => outcomeOf(name, some, found) === "survived"));
  }
  return results;
}

/** One, then twice as many each time: most branches are shown by the first few examples. */
function* growing(cases: readonly TestCase[]): Generator<TestCase[]> {
  for (let from = 0; from < cases.length; from = 2 * from + 1) yield cases.slice(from, 2 * from + 1);
}

/** One side of an `and`, `or` or `unless` alone: where that changes no result, no example needs the other side. */
const withoutBranches = ({ alert }: RuleSuite): Map<string, Mutant> =>
  named(mutantsOf(alert).filter(({ kind }) => kind === "branch"));

/**
 * Whether an alert's examples show each branch of its expression, and that it becomes pending and is resolved.
 * @param results those of `searchCoverage`
 */
export function coverageOf(suite: RuleSuite, results: readonly Result[]): TestResult[] {
  const branches = Array.from(withoutBranches(suite), ([name, { change }]) =>
    entry(suite, `branch ${change}`, outcomeOf(name, casesOf(suite), results) !== "survived", lacksBranch),
  );
  const holds = durationSeconds(suite.alert.for) >= durationSeconds(evaluationInterval);
  const pending = results.some((result) => historyIn(result).some(({ state }) => state === "pending"));
  return [
    ...branches,
    ...(holds ? [entry(suite, "pending", pending, "add an example that holds for less than its `for`")] : []),
    ...(neverEnds(suite) ? [] : [entry(suite, "resolved", isResolved(suite, results), lacksEnd)]),
  ];
}

const lacksBranch = "add an example in which this changes whether the alert fires";
const lacksEnd = "add a quiet example that begins as the first firing example does, and recovers";

/** Whether it fired in a case, and did not fire at its end. */
const isResolved = (suite: RuleSuite, results: readonly Result[]): boolean =>
  casesOf(suite).some(({ at }, i) => {
    const history = results[i] ? historyIn(results[i]) : [];
    const firing = history.filter(({ state }) => state === "firing");
    const lastEvaluation = durationSeconds(at) - durationSeconds(evaluationInterval);
    return firing.length > 0 && firing.every(({ last }) => last <= lastEvaluation);
  });

const historyIn = (result: Result): readonly Interval[] => intervalsOf(result).get(original) ?? [];

/** An expression without series, such as `vector(1)`, always fires. */
const neverEnds = ({ alert }: RuleSuite): boolean => Object.keys(alert.examples.fires[0].series).length === 0;

const entry = (suite: RuleSuite, what: string, covered: boolean, hint: string): TestResult => {
  const name = `${alertTitle(suite.alert)}: ${what}`;
  return { group: suite.file, name, ...(!covered && { failure: { message: "no example shows it", text: hint } }) };
};
