import { resolve } from "node:path";
import { Command } from "commander";
import { seriesCatalogOf } from "../promql/analysis/series-catalog.ts";
import { whyEquivalent } from "../testing/mutation/equivalent.ts";
import { type Mutant, mutantsOf } from "../testing/mutation/mutants.ts";
import { scoreOf, summary, survivorLine, type Tried } from "../testing/mutation/report.ts";
import { alertTitle, type Suite } from "../testing/suite.ts";
import { loadModel } from "./load.ts";
import { exitCodes } from "./outcome.ts";
import { chosenSuites } from "./testing/choose.ts";
import { tryMutants } from "./testing/mutations.ts";

interface MutateOptions {
  readonly project: string;
  readonly score: string;
  readonly equivalent: boolean;
  readonly json: boolean;
}

export default new Command("mutate")
  .argument("[alerts...]", "these alerts only")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--score <percent>", "exit 1 where fewer mutants are killed", "95")
  .option("--equivalent", "tell which mutants are left out, and why", false)
  .option("--json", "tell every mutant as JSON", false)
  .action(async (alerts: string[], options: MutateOptions) => {
    const model = await loadModel(resolve(options.project));
    const catalog = seriesCatalogOf(model);
    const excuse = (mutant: Mutant) => whyEquivalent(mutant, catalog);
    const work = chosenSuites(model, alerts).map((suite) => ({ suite, all: mutantsOf(suite.alert) }));
    const excused = work.flatMap(({ suite, all }) =>
      all.flatMap((mutant) => excusedLine(suite, mutant, excuse(mutant))),
    );
    const tried = await tryMutants(
      work.map(({ suite, all }) => ({ suite, mutants: all.filter((mutant) => excuse(mutant) === undefined) })),
      model.links,
    );
    tell(tried, excused, options);
    process.exitCode = scoreOf(tried) * 100 < Number(options.score) ? exitCodes.problems : exitCodes.ok;
  });

const excusedLine = ({ file, alert }: Suite, { change }: Mutant, why: string | undefined): string[] =>
  why === undefined ? [] : [`${file} › ${alertTitle(alert)}: ${change} changes nothing: ${why}`];

function tell(tried: readonly Tried[], excused: readonly string[], { json, equivalent }: MutateOptions): void {
  if (json) {
    const mutants = tried.map(({ suite, mutant, fate }) => ({
      alert: alertTitle(suite.alert),
      kind: mutant.kind,
      change: mutant.change,
      fate,
    }));
    process.stdout.write(`${JSON.stringify({ score: scoreOf(tried), mutants, excused })}\n`);
    return;
  }
  for (const one of tried.filter(({ fate }) => fate === "survived")) process.stdout.write(`${survivorLine(one)}\n`);
  for (const line of equivalent ? excused : []) process.stdout.write(`${line}\n`);
  for (const line of summary(tried)) process.stdout.write(`${line}\n`);
  process.stdout.write(`${excused.length} left out, since they change nothing (--equivalent tells why)\n`);
}
