import { Command } from "commander";
import { analyse } from "../../promql/analysis/analyse.ts";
import { explain } from "../../promql/explain.ts";
import { codeFrame } from "../../promql/print.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { exitCodes } from "../outcome.ts";
import { catalogFrom, expressionOf, type ReadOptions } from "./input.ts";

interface ExplainOptions extends ReadOptions {
  readonly stdin: boolean;
  readonly catalog: boolean;
  readonly project: string;
}

export default new Command("explain")
  .argument("[expression]", "PromQL, in quotes")
  .option("--stdin", "read the expression from stdin", false)
  .option("--no-catalog", "do not use the metric catalogs of the project")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--grafana", "allow Grafana's variables")
  .option("--experimental", "allow experimental functions")
  .action(async (expression: string | undefined, options: ExplainOptions) => {
    const text = await expressionOf(expression, options.stdin);
    const { ast, problems } = parse(text, options);
    if (!ast || problems.length > 0) return printProblems(text, problems);
    const analysis = analyse(ast, await catalogFrom(options.catalog ? options.project : undefined));
    process.stdout.write(`${explain(ast, analysis)}\n`);
    printProblems(text, analysis.findings);
  });

function printProblems(
  text: string,
  problems: readonly { message: string; hint?: string; from: number; to: number }[],
): void {
  for (const problem of problems) {
    const hint = problem.hint ? ` — ${problem.hint}` : "";
    process.stderr.write(`\n${problem.message}${hint}\n${codeFrame(text, problem)}\n`);
  }
  process.exitCode = problems.length > 0 ? exitCodes.problems : exitCodes.ok;
}
