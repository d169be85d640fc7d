import { resolve } from "node:path";
import { Command } from "commander";
import { type Verdict, verify } from "../metrics/verify.ts";
import type { MetricCatalog } from "../model/model.ts";
import { didYouMean, formatProblem, type Problem } from "../model/problem.ts";
import { positiveWhole } from "./arguments.ts";
import { lineProblems, readExposition } from "./exposition.ts";
import { loadCatalogs } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";

interface VerifyCommandOptions {
  readonly exporter: string;
  readonly project: string;
  readonly strict: boolean;
  readonly maxSeries: number;
  readonly json: boolean;
}

export default new Command("verify")
  .argument("<source>", "a URL, a file, or - for stdin")
  .requiredOption("--exporter <name>", "a file of metrics/, without .ts")
  .option("--project <dir>", "the folder that holds metrics/", ".")
  .option("--strict", "count notes as problems", false)
  .option("--max-series <number>", "largest number of series of one metric", positiveWhole, 1000)
  .option("--json", "print problems and notes as JSON", false)
  .addHelpText(
    "after",
    `
Problems are wrong types, labels and values, and too many series. A contract's missing metrics are problems and its
unknown ones notes; of public exporters, missing metrics are notes and unknown ones problems. Exits 0 without problems,
1 with problems, 2 if the source cannot be read.`,
  )
  .action(async (source: string, options: VerifyCommandOptions) => {
    const exporter = await findExporter(options.project, options.exporter);
    const exposition = await readExposition(source);
    const verdict = verify(exposition, exporter, { ...options, source });
    const problems = [...lineProblems(source, exposition), ...verdict.problems];
    report({ ...verdict, problems }, exposition.families.size, options.json);
    process.exitCode = problems.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

async function findExporter(project: string, name: string): Promise<MetricCatalog> {
  const exporters = await loadCatalogs(resolve(project));
  const found = exporters.find((exporter) => exporter.name === name);
  if (found) return found.definition;
  const names = exporters.map((exporter) => exporter.name);
  throw new UserError(
    `metrics/${name}.ts does not exist — ${didYouMean(name, names) ?? `there are ${names.join(", ")}`}`,
  );
}

function report({ problems, notes }: Verdict, metrics: number, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify({ metrics, problems, notes })}\n`);
    return;
  }
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (notes.length > 0) process.stderr.write(`${noteLine(notes)}\n`);
  process.stdout.write(`${metrics} metrics, ${problems.length} problems, ${notes.length} notes\n`);
}

/** Notes can be many, so one line summarizes them. */
function noteLine(notes: readonly Problem[]): string {
  const names = notes.slice(0, 5).map(({ path }) => path.join(" › "));
  const more = notes.length > names.length ? ` and ${notes.length - names.length} more` : "";
  const which = notes[0]?.check === "verify-missing" ? "not exposed" : "not part of the contract";
  return `note: ${which}: ${names.join(", ")}${more} (--json lists all, --strict counts them as problems)`;
}
