import type { TestResult } from "../checks/report.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Links } from "../model/model.ts";
import type { Experiment, Result } from "./experiment.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";
import { mutationExperiment, named, original, outcomeOf } from "./mutation-outcomes.ts";
import { evaluationInterval, type Interval, intervalsOf } from "./promtool.ts";
import { alertTitle, casesOf, type RuleSuite } from "./rule-tests.ts";

/** The alert, and the alert without each of its branches. */
export const coverageExperiment = (suite: RuleSuite, links: Links): Experiment =>
  mutationExperiment(suite, withoutBranches(suite), casesOf(suite), links);

/** One side of an `and`, `or` or `unless` alone: where that changes no result, no example needs the other side. */
const withoutBranches = ({ alert }: RuleSuite): Map<string, Mutant> =>
  named(mutantsOf(alert).filter(({ kind }) => kind === "branch"));

/**
 * Whether an alert's examples show each branch of its expression, and that it becomes pending and is resolved.
 * @param results those of `coverageExperiment`
 */
export function coverageOf(suite: RuleSuite, results: readonly Result[]): TestResult[] {
  const histories = results.map((result) => intervalsOf(result).get(original) ?? []);
  const branches = Array.from(withoutBranches(suite), ([name, { change }]) =>
    entry(suite, `branch ${change}`, outcomeOf(name, casesOf(suite), results) !== "survived", lacksBranch),
  );
  const holds = durationSeconds(suite.alert.for) >= durationSeconds(evaluationInterval);
  const pending = histories.some((history) => history.some(({ state }) => state === "pending"));
  const resolved = casesOf(suite).some(({ at }, i) => isResolved(histories[i] ?? [], durationSeconds(at)));
  return [
    ...branches,
    ...(holds ? [entry(suite, "pending", pending, "add an example that holds for less than its `for`")] : []),
    ...(neverEnds(suite) ? [] : [entry(suite, "resolved", resolved, lacksEnd)]),
  ];
}

const lacksBranch = "add an example in which this changes whether the alert fires";
const lacksEnd = "add a quiet example that begins as the first firing example does, and recovers";

/** It fired, and does not fire at the end. */
const isResolved = (history: readonly Interval[], at: number): boolean => {
  const firing = history.filter(({ state }) => state === "firing");
  return firing.length > 0 && firing.every(({ last }) => last + durationSeconds(evaluationInterval) <= at);
};

/** An expression without series, such as `vector(1)`, always fires. */
const neverEnds = ({ alert }: RuleSuite): boolean => Object.keys(alert.examples.fires[0].series).length === 0;

const entry = (suite: RuleSuite, what: string, covered: boolean, hint: string): TestResult => {
  const name = `${alertTitle(suite.alert)}: ${what}`;
  return { group: suite.file, name, ...(!covered && { failure: { message: "no example shows it", text: hint } }) };
};
