import type { Links } from "../model/model.ts";
import { type Boundaries, onlyBoundaries } from "../testing/boundaries.ts";
import type { Result } from "../testing/experiment.ts";
import type { Mutant } from "../testing/mutants.ts";
import {
  type MutantResult,
  mutationExperiment,
  named,
  type Outcome,
  original,
  outcomeOf,
  type SuggestedTest,
  suggestedTestIn,
} from "../testing/mutation-outcomes.ts";
import { suggestedTests } from "../testing/perturbations.ts";
import { casesOf, type RuleSuite, suiteTitle, type TestCase } from "../testing/rule-tests.ts";
import { findBoundaries, runExperiments } from "./experiments.ts";
import { UserError } from "./outcome.ts";

interface Work {
  readonly suite: RuleSuite;
  readonly cases: readonly TestCase[];
  /** By their name in the experiment. */
  readonly mutants: ReadonlyMap<string, Mutant>;
}

/**
 * Tests alerts' mutants with their examples, and the survivors with generated examples at their boundaries. A mutant
 * that survives both gets an example that would detect it, where one is found.
 * @throws UserError where an alert itself cannot be evaluated
 */
export async function testMutants(
  alerts: readonly { readonly suite: RuleSuite; readonly mutants: readonly Mutant[] }[],
  links: Links,
): Promise<MutantResult[]> {
  const byExamples = await testByExamples(
    alerts.map(({ suite, mutants }) => ({ suite, cases: casesOf(suite), mutants: named(mutants) })),
    links,
  );
  const suites = survivingSuites(byExamples);
  const boundaries = await findBoundaries(suites, links);
  const cases = new Map(suites.map((suite, i) => [suite, boundaries[i] ? boundaryCases(suite, boundaries[i]) : []]));
  const atBoundaries = await retest(byExamples, (suite) => cases.get(suite) ?? [], links);
  const results = byExamples.map((one) => {
    const again = atBoundaries.find(({ mutant }) => mutant === one.mutant);
    return again && outcomeIn(again) !== "survived" ? { ...one, outcome: "boundary" as const } : one;
  });
  return withSuggestedTests(results, cases, links);
}

const boundaryCases = (suite: RuleSuite, boundaries: Boundaries): TestCase[] => {
  const generated = onlyBoundaries(suite, boundaries);
  return generated ? casesOf(generated) : [];
};

async function withSuggestedTests(
  results: readonly MutantResult[],
  atBoundaries: ReadonlyMap<RuleSuite, readonly TestCase[]>,
  links: Links,
): Promise<MutantResult[]> {
  const casesFor = (suite: RuleSuite): TestCase[] =>
    [...casesOf(suite).slice(0, 1), ...(atBoundaries.get(suite) ?? [])]
      .filter(({ assertion }) => assertion?.fires)
      .flatMap((base) => suggestedTests(base, suite.alert.expr));
  const found = new Map<Mutant, SuggestedTest>();
  for (const { mutant, name, work } of await retest(results, casesFor, links)) {
    const test = suggestedTestIn(name, work.cases, work.results);
    if (test) found.set(mutant, test);
  }
  return results.map((one) => {
    const suggestedTest = found.get(one.mutant);
    return suggestedTest ? { ...one, suggestedTest } : one;
  });
}

interface Retested {
  readonly mutant: Mutant;
  /** Its name in the experiment. */
  readonly name: string;
  readonly work: Done;
}

const outcomeIn = ({ name, work: { cases, results } }: Retested): Outcome => outcomeOf(name, cases, results);

/** Tests the survivors with other cases. */
async function retest(
  results: readonly MutantResult[],
  casesFor: (suite: RuleSuite) => readonly TestCase[],
  links: Links,
): Promise<Retested[]> {
  const work = survivingSuites(results).map((suite): Work => {
    const survivors = results.filter((one) => one.suite === suite && one.outcome === "survived");
    return { suite, cases: casesFor(suite), mutants: named(survivors.map(({ mutant }) => mutant)) };
  });
  const done = await runAll(
    work.filter(({ cases }) => cases.length > 0),
    links,
  );
  return done.flatMap((one) => Array.from(one.mutants, ([name, mutant]) => ({ mutant, name, work: one })));
}

const survivingSuites = (results: readonly MutantResult[]): RuleSuite[] => [
  ...new Set(results.filter(({ outcome }) => outcome === "survived").map(({ suite }) => suite)),
];

/** A mutant that Prometheus cannot evaluate stops its experiment, which is repeated without it. */
async function testByExamples(work: readonly Work[], links: Links): Promise<MutantResult[]> {
  const results: MutantResult[] = [];
  let left = work;
  while (left.length > 0) {
    const done = await runAll(left, links);
    results.push(
      ...done.flatMap((one) => resultsIn(one).filter(({ outcome }) => isComplete(one) || outcome === "broken")),
    );
    left = done.filter((one) => !isComplete(one)).map(withoutBroken);
  }
  return results;
}

interface Done extends Work {
  readonly results: readonly Result[];
}

async function runAll(work: readonly Work[], links: Links): Promise<Done[]> {
  const results = await runExperiments(
    work.map(({ suite, mutants, cases }) => mutationExperiment(suite, mutants, cases, links)),
  );
  return work.map((one, i) => ({ ...one, results: results[i] ?? [] }));
}

const resultsIn = ({ suite, mutants, cases, results }: Done): MutantResult[] =>
  Array.from(mutants, ([name, mutant]) => ({ suite, mutant, outcome: outcomeOf(name, cases, results) }));

const isComplete = ({ results }: Done): boolean => results.every(({ broken }) => broken.size === 0);

function withoutBroken({ suite, cases, mutants, results }: Done): Work {
  const broken = new Map(results.flatMap((result) => [...result.broken]));
  if (broken.has(original)) throw new UserError(`${suiteTitle(suite)}: cannot be evaluated: ${broken.get(original)}`);
  return { suite, cases, mutants: new Map([...mutants].filter(([name]) => !broken.has(name))) };
}
