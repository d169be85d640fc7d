import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { positiveWhole, whole } from "../lib/cli/arguments.ts";
import { exitCodes } from "../lib/cli/outcome.ts";
import { tool } from "../lib/cli/programs/tools.ts";
import { disagreements, minimise, promtoolErrors } from "./fuzz/compare.ts";
import { edgeCases } from "./fuzz/edges.ts";
import { expressions } from "./fuzz/expressions.ts";
import { runScript } from "./run-script.ts";

interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  readonly fixture?: string;
}

/** How many disagreements are printed: shortening each takes a second. */
const shown = 10;

const command = new Command("fuzz-promql")
  .description("Compare the parser with promtool on generated PromQL.")
  .option("--cases <number>", "how many expressions", positiveWhole, 20_000)
  .option("--seed <number>", "the same seed makes the same expressions", whole, Date.now() % 1_000_000)
  .option("--fixture <file>", "only write promtool's verdicts on the edge cases to this file, for the unit tests")
  .action(async ({ cases, seed, fixture }: FuzzOptions) => {
    const promtool = await tool("promtool");
    if (fixture !== undefined) return writeFile(fixture, verdicts(promtool));
    const generated = expressions(seed, cases);
    const found = disagreements(promtool, generated);
    process.stdout.write(`seed ${seed}, ${generated.length} expressions, ${found.length} disagreements\n`);
    for (const { expr } of found.slice(0, shown)) process.stdout.write(`${shortened(promtool, expr)}\n`);
    process.exitCode = found.length > 0 ? exitCodes.problems : exitCodes.ok;
  });

/** One line per expression: whether promtool accepts it, and the expression. */
function verdicts(promtool: string): string {
  const cases = edgeCases();
  const refusals = promtoolErrors(promtool, cases);
  const lines = cases.map((expr, i) => JSON.stringify([refusals[i] === undefined ? "accepts" : "refuses", expr]));
  return `${lines.join("\n")}\n`;
}

function shortened(promtool: string, expr: string): string {
  const short = minimise(expr, (candidate) => disagreements(promtool, [candidate]).length > 0);
  const [verdict] = disagreements(promtool, [short]);
  return `${JSON.stringify(short)}\n    promtool: ${verdict?.promtool ?? "accepts"}\n    ours:     ${verdict?.ours ?? "accepts"}`;
}

await runScript(command);
