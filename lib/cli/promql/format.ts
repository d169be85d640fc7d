import { Command } from "commander";
import { codeFrame, format } from "../../promql/print.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { exitCodes } from "../outcome.ts";
import { expressionOf, type ReadOptions } from "./input.ts";

interface FormatOptions extends ReadOptions {
  readonly stdin: boolean;
}

export default new Command("format")
  .argument("[expression]", "PromQL, in quotes")
  .option("--stdin", "read the expression from stdin", false)
  .option("--grafana", "allow Grafana's variables")
  .option("--experimental", "allow experimental functions")
  .action(async (expression: string | undefined, options: FormatOptions) => {
    const text = await expressionOf(expression, options.stdin);
    const { ast, problems } = parse(text, options);
    for (const problem of problems) process.stderr.write(`${problem.message}\n${codeFrame(text, problem)}\n`);
    if (ast && problems.length === 0) process.stdout.write(`${format(ast)}\n`);
    else process.exitCode = exitCodes.problems;
  });
