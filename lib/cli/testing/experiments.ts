import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Links } from "../../model/model.ts";
import { type Boundaries, searchBoundaries } from "../../testing/boundaries.ts";
import { type Experiment, type Result, runSearches } from "../../testing/experiment.ts";
import {
  type Finding,
  PromtoolError,
  readFindings,
  readResults,
  ruleDocument,
  testDocument,
} from "../../testing/promtool.ts";
import type { RuleSuite } from "../../testing/rule-tests.ts";
import { UserError } from "../outcome.ts";
import { tool } from "../programs/tools.ts";

/**
 * Evaluates experiments by promtool, one process per core.
 * @returns the results of each experiment's test groups, in their order
 * @throws UserError with promtool's message where it could not evaluate
 */
export async function runExperiments(experiments: readonly Experiment[]): Promise<Result[][]> {
  const folder = await mkdtemp(join(tmpdir(), "experiments-"));
  try {
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
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Runs test files that expect nothing.
 * @returns what promtool found in each test group, by the path of the test file
 * @throws UserError with promtool's message where it could not evaluate
 */
export const findingsOf = (files: readonly string[]): Promise<Map<string, Finding[][]>> => read(files, readFindings);

/** Finds where alerts begin to fire. @returns boundaries in the order of the suites */
export const findBoundaries = (suites: readonly RuleSuite[], links: Links): Promise<Boundaries[]> =>
  runSearches(
    suites.map((suite) => searchBoundaries(suite, links)),
    runExperiments,
  );

/** Files that take long often stand beside each other: neighbours go to different processes. */
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

/** promtool exits with 1, since the tests fail on purpose; its report has the findings. */
async function report(promtool: string, files: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "promtool-"));
  const file = join(folder, "report.xml");
  try {
    const output = await new Promise<string>((resolve) => {
      execFile(promtool, ["test", "rules", "--junit", file, ...files], { maxBuffer: 1 << 30 }, (error, _, stderr) =>
        resolve(stderr || String(error)),
      );
    });
    return await readFile(file, "utf8").catch(() => {
      throw new UserError(`promtool wrote no report: ${output}`);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
