import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { Command } from "commander";
import { analyse } from "../promql/analysis/analyse.ts";
import { seriesCatalogOf } from "../promql/analysis/series-catalog.ts";
import { emptyCatalog, type SeriesCatalog } from "../promql/analysis/type-info.ts";
import { explain } from "../promql/explain.ts";
import { codeFrame, format } from "../promql/print.ts";
import type { Span } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";

interface CheckOptions extends ReadOptions {
  readonly stdin: boolean;
  readonly json: boolean;
  readonly catalog: boolean;
  readonly project: string;
}

/** An error in a part of an expression. */
interface PartError extends Span {
  readonly message: string;
}

export const checkCommand = new Command("check")
  .argument("[expression]", "PromQL, in quotes")
  .option("--stdin", "read the expression from stdin; with --json, one JSON string per line", false)
  .option("--json", 'print one object per line: {"ok", "errors": [{"message", "from", "to"}]}', false)
  .option("--catalog", "check it against the metric catalogs of the project", false)
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

const resultLine = (errors: readonly PartError[]): string => `${JSON.stringify({ ok: errors.length === 0, errors })}\n`;

/** Reads one JSON string per line and prints one object per line, in the same order. */
async function checkLines(check: Checker): Promise<boolean> {
  let ok = true;
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === "") continue;
    const errors = errorsOfLine(line, check);
    ok &&= errors.length === 0;
    process.stdout.write(resultLine(errors));
  }
  return ok;
}

function errorsOfLine(line: string, check: Checker): PartError[] {
  try {
    const text: unknown = JSON.parse(line);
    if (typeof text === "string") return check(text);
  } catch {
    // Reported below, like other values that are not a string.
  }
  return [{ message: "this line is not a JSON string", from: 0, to: 0 }];
}

function checkOne(text: string, check: Checker, { json }: CheckOptions): boolean {
  const errors = check(text);
  if (json) process.stdout.write(resultLine(errors));
  else for (const error of errors) process.stderr.write(`${error.message}\n${codeFrame(text, error)}\n`);
  if (!json && errors.length === 0) process.stdout.write("valid\n");
  return errors.length === 0;
}

interface ExplainOptions extends ReadOptions {
  readonly stdin: boolean;
  readonly catalog: boolean;
  readonly project: string;
}

export const explainCommand = new Command("explain")
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

interface FormatOptions extends ReadOptions {
  readonly stdin: boolean;
}

export const formatCommand = new Command("format")
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

/** Options for the syntax that an expression may use. */
interface ReadOptions {
  readonly grafana?: boolean;
  readonly experimental?: boolean;
}

/** The expression from the command line or from stdin. */
async function expressionOf(argument: string | undefined, stdin: boolean): Promise<string> {
  if (argument !== undefined && stdin) throw new UserError("give the expression as an argument or on stdin, not both");
  if (argument === undefined && !stdin) throw new UserError("no expression: give it in quotes, or use --stdin");
  return argument ?? (await text(process.stdin)).trim();
}

/** The series of a project's catalogs and recording rules; an empty catalog without a project. */
async function catalogFrom(project: string | undefined): Promise<SeriesCatalog> {
  return project === undefined ? emptyCatalog : seriesCatalogOf(await loadModel(resolve(project)));
}
