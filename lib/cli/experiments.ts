import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { TestResult } from "../checks/report.ts";
import type { Links, Model } from "../model/model.ts";
import { type Boundaries, searchBoundaries } from "../testing/boundaries.ts";
import { type Experiment, type Result, runSearches } from "../testing/experiment.ts";
import { searchCoverage } from "../testing/mutation-outcomes.ts";
import {
  type Finding,
  PromtoolError,
  readFindings,
  readResults,
  ruleDocument,
  testDocument,
} from "../testing/promtool.ts";
import { type RuleSuite, ruleSuitesOf, ruleTest, ruleTestResults } from "../testing/rule-tests.ts";
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
const promtoolEnvironment = () => environmentWith({ GOGC: environmentVariable("GOGC") ?? "400" });

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
