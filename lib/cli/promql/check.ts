import { createInterface } from "node:readline";
import { Command } from "commander";
import { analyse } from "../../promql/analysis/analyse.ts";
import type { SeriesCatalog } from "../../promql/analysis/scope.ts";
import type { Span } from "../../promql/syntax/ast.ts";
import { parse } from "../../promql/syntax/parse.ts";
import { codeFrame } from "../../promql/text/print.ts";
import { exitCodes } from "../outcome.ts";
import { catalogFrom, expressionOf, type ReadOptions } from "./input.ts";

interface CheckOptions extends ReadOptions {
  readonly stdin: boolean;
  readonly json: boolean;
  readonly catalog: boolean;
  readonly project: string;
}

/** What is wrong with a part of an expression. */
interface PartError extends Span {
  readonly message: string;
}

export default new Command("check")
  .argument("[expression]", "PromQL, in quotes")
  .option("--stdin", "read the expression from stdin; with --json, a JSON string a line", false)
  .option("--json", 'one object a line: {"ok", "errors": [{"message", "from", "to"}]}', false)
  .option("--catalog", "hold it against what the project's exporters expose", false)
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--grafana", "allow Grafana's variables")
  .option("--experimental", "allow experimental functions")
  .action(async (expression: string | undefined, options: CheckOptions) => {
    const catalog = options.catalog ? await catalogFrom(options.project) : undefined;
    const check = (text: string) => errorsIn(text, options, catalog);
    const ok =
      options.stdin && options.json
        ? await checkLines(check)
        : checkOne(await expressionOf(expression, options.stdin), check, options);
    process.exitCode = ok ? exitCodes.ok : exitCodes.problems;
  });

function errorsIn(text: string, options: ReadOptions, catalog: SeriesCatalog | undefined): PartError[] {
  const { ast, problems } = parse(text, options);
  if (!ast || problems.length > 0 || !catalog) return problems.map(({ message, from, to }) => ({ message, from, to }));
  return analyse(ast, catalog).findings.map(({ message, hint, from, to }) => ({
    message: hint ? `${message} — ${hint}` : message,
    from,
    to,
  }));
}

type Checker = (text: string) => PartError[];

const answer = (errors: readonly PartError[]): string => `${JSON.stringify({ ok: errors.length === 0, errors })}\n`;

/** A JSON string a line in, an object a line out, in the same order. */
async function checkLines(check: Checker): Promise<boolean> {
  let ok = true;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const errors = errorsOfLine(line, check);
    ok &&= errors.length === 0;
    process.stdout.write(answer(errors));
  }
  return ok;
}

function errorsOfLine(line: string, check: Checker): PartError[] {
  try {
    const text: unknown = JSON.parse(line);
    if (typeof text === "string") return check(text);
  } catch {
    // Told below, as for other values that are no string.
  }
  return [{ message: "this line is no JSON string", from: 0, to: 0 }];
}

function checkOne(text: string, check: Checker, { json }: CheckOptions): boolean {
  const errors = check(text);
  if (json) process.stdout.write(answer(errors));
  else for (const error of errors) process.stderr.write(`${error.message}\n${codeFrame(text, error)}\n`);
  if (!json && errors.length === 0) process.stdout.write("fine\n");
  return errors.length === 0;
}
