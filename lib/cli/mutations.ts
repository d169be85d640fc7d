import { resolve } from "node:path";
import { seriesCatalogOf } from "../promql/analysis/series-catalog.ts";
import { type Mutant, mutantsOf, whyEquivalent } from "../testing/mutants.ts";
import { type MutantResult, scoreOf, summary, survivorLine } from "../testing/mutation-outcomes.ts";
import { alertTitle, type RuleSuite, suiteTitle } from "../testing/rule-tests.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { alertsCommand, chosenSuites } from "./testing/cases.ts";
import { testMutants } from "./testing/mutations.ts";

interface MutationsOptions {
  readonly project: string;
  readonly score: string;
  readonly equivalent: boolean;
  readonly json: boolean;
}

export default alertsCommand("mutations")
  .option("--score <percent>", "exit with 1 if fewer mutants are killed", "95")
  .option("--equivalent", "list the mutants that are left out, and why", false)
  .option("--json", "print every mutant as JSON", false)
  .action(async (alerts: string[], options: MutationsOptions) => {
    const model = await loadModel(resolve(options.project));
    const catalog = seriesCatalogOf(model);
    const reasonFor = (mutant: Mutant) => whyEquivalent(mutant, catalog);
    const work = chosenSuites(model, alerts).map((suite) => ({ suite, all: mutantsOf(suite.alert) }));
    const equivalent = work.flatMap(({ suite, all }) =>
      all.flatMap((mutant) => equivalentLine(suite, mutant, reasonFor(mutant))),
    );
    const results = await testMutants(
      work.map(({ suite, all }) => ({ suite, mutants: all.filter((mutant) => reasonFor(mutant) === undefined) })),
      model.links,
    );
    print(results, equivalent, options);
    process.exitCode = scoreOf(results) * 100 < Number(options.score) ? exitCodes.problems : exitCodes.ok;
  });

const equivalentLine = (suite: RuleSuite, { change }: Mutant, reason: string | undefined): string[] =>
  reason === undefined ? [] : [`${suiteTitle(suite)}: ${change} changes nothing: ${reason}`];

function print(results: readonly MutantResult[], equivalent: readonly string[], options: MutationsOptions): void {
  if (options.json) {
    const mutants = results.map(({ suite, mutant, outcome }) => ({
      alert: alertTitle(suite.alert),
      kind: mutant.kind,
      change: mutant.change,
      outcome,
    }));
    process.stdout.write(`${JSON.stringify({ score: scoreOf(results), mutants, equivalent })}\n`);
    return;
  }
  const survivors = results.filter(({ outcome }) => outcome === "survived").map(survivorLine);
  const lines = [...survivors, ...(options.equivalent ? equivalent : []), ...summary(results)];
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.stdout.write(`${equivalent.length} left out, since they change nothing (--equivalent lists them)\n`);
}
