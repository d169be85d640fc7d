import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Links, Model } from "../model/model.ts";
import { type Boundaries, onlyBoundaries, searchBoundaries } from "../testing/boundaries.ts";
import { type Experiment, type Result, runSearches, type TestResult } from "../testing/experiment.ts";
import type { Mutant } from "../testing/mutants.ts";
import {
  type MutantResult,
  mutationExperiment,
  named,
  type Outcome,
  original,
  outcomeOf,
  type SuggestedTest,
  searchCoverage,
  suggestedTestIn,
} from "../testing/mutation-outcomes.ts";
import { suggestedTests } from "../testing/perturbations.ts";
import {
  type Finding,
  PromtoolError,
  readFindings,
  readResults,
  ruleDocument,
  testDocument,
} from "../testing/promtool.ts";
import {
  casesOf,
  type RuleSuite,
  ruleSuitesOf,
  ruleTest,
  ruleTestResults,
  suiteTitle,
  type TestCase,
} from "../testing/rule-tests.ts";
import { environmentVariable, environmentWith } from "./env.ts";
import { inTemporaryFolder } from "./folders.ts";
import { UserError } from "./outcome.ts";
import { tool } from "./programs/tools.ts";

/**
 * Evaluates experiments by promtool, one process per core.
 * @returns the results of each experiment's test groups, in their order
 * @throws UserError with promtool's message where it could not evaluate
 */
export const runExperiments = (experiments: readonly Experiment[]): Promise<Result[][]> =>
  inTemporaryFolder("experiments", async (folder) => {
    const files = new Map(experiments.map((experiment, i) => [join(folder, `${i}.test.yml`), experiment]));
    await Promise.all(
      Array.from(files, async ([file, experiment], i) => {
        await writeFile(join(folder, `${i}.rules.yml`), ruleDocument(experiment));
        await writeFile(file, testDocument(experiment, `${i}.rules.yml`));
      }),
    );
    const shares = shared([...files.keys()], availableParallelism());
    const results = await Promise.all(shares.map((share) => read(share, (xml) => readResults(xml, files))));
    return [...files.keys()].map((file) => results.flatMap((part) => part.get(file) ?? []));
  });

/**
 * Runs test files that expect nothing.
 * @returns what promtool found in each test group, by the path of the test file
 * @throws UserError with promtool's message where it could not evaluate
 */
export const findingsOf = (files: readonly string[]): Promise<Map<string, Finding[][]>> => read(files, readFindings);

/**
 * Runs the examples of alerts with promtool, which is downloaded where it is not on the PATH.
 * @param suites of `model.rules`; by default of all alerts
 * @throws UserError with promtool's message where it could not evaluate
 */
export async function testRules(
  { rules, links }: Pick<Model, "rules" | "links">,
  suites: readonly RuleSuite[] = ruleSuitesOf(rules),
): Promise<TestResult[]> {
  const results = await runExperiments(suites.map((suite) => ruleTest(suite, links)));
  return suites.flatMap((suite, i) => ruleTestResults(suite, results[i] ?? []));
}

/** Evaluates the examples of alerts for their coverage. @returns the results of each suite's examples */
export const runCoverage = (suites: readonly RuleSuite[], links: Links): Promise<Result[][]> =>
  runSearches(
    suites.map((suite) => searchCoverage(suite, links)),
    runExperiments,
  );

/** Finds where alerts begin to fire. @returns boundaries in the order of the suites */
export const findBoundaries = (suites: readonly RuleSuite[], links: Links): Promise<Boundaries[]> =>
  runSearches(
    suites.map((suite) => searchBoundaries(suite, links)),
    runExperiments,
  );

/** Files that take long often follow each other, so consecutive files go to different processes. */
const shared = (files: readonly string[], processes: number): string[][] =>
  Array.from({ length: processes }, (_, p) => files.filter((_, i) => i % processes === p)).filter(
    (share) => share.length > 0,
  );

/** What promtool refuses is a user error; every other error is a bug, and keeps its stack. */
async function read<R>(files: readonly string[], reader: (xml: string) => R): Promise<R> {
  const xml = await report(await tool("promtool"), files);
  try {
    return reader(xml);
  } catch (error) {
    throw error instanceof PromtoolError ? new UserError(error.message) : error;
  }
}

/** promtool allocates much and lives for seconds: with rarer garbage collection it takes a fifth less of the processor. */
export const promtoolEnvironment = (): Readonly<Record<string, string | undefined>> =>
  environmentWith({ GOGC: environmentVariable("GOGC") ?? "400" });

/** promtool exits with 1, since the tests fail on purpose; its report has the findings. */
const report = (promtool: string, files: readonly string[]): Promise<string> =>
  inTemporaryFolder("promtool", async (folder) => {
    const file = join(folder, "report.xml");
    const output = await new Promise<string>((resolve) => {
      const options = { maxBuffer: 1 << 30, env: promtoolEnvironment() };
      execFile(promtool, ["test", "rules", "--junit", file, ...files], options, (error, _, stderr) =>
        resolve(stderr || String(error)),
      );
    });
    return await readFile(file, "utf8").catch(() => {
      throw new UserError(`promtool wrote no report: ${output}`);
    });
  });

/** What mutants of an alert are tested with. */
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
