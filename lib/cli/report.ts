import { checks } from "../checks/index.ts";
import { junit, type LocatedProblem, place, sarif } from "../checks/report.ts";
import { formatProblem, type Problem } from "../model/problem.ts";
import { codeFrame } from "../promql/print.ts";
import { locate } from "./report/locate.ts";

/** How problems can be told: to people, to programs, to code review, to what shows tests. */
export const formats = ["text", "json", "sarif", "junit"] as const;

export interface ReportOptions {
  readonly json: boolean;
  readonly format?: (typeof formats)[number];
}

/** Tells problems: to people on stderr, with the lines that they speak of; else all of them on stdout. */
export async function reportProblems(problems: readonly Problem[], { json, format }: ReportOptions): Promise<void> {
  const wanted = json ? "json" : (format ?? "text");
  if (wanted === "json") return write({ problems });
  const located = await locate(problems);
  if (wanted === "sarif") return write(sarif(located, checks));
  if (wanted === "junit") process.stdout.write(junit(located, checks));
  else process.stderr.write(forPeople(located));
}

const write = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

function forPeople(problems: readonly LocatedProblem[]): string {
  const told = problems.map((problem) => {
    const { expression, source } = problem;
    const frame = expression ? `\n${indented(codeFrame(expression.text, expression))}` : "";
    return `${formatProblem(problem)}${source ? `\n  at ${place(problem)}` : ""}${frame}\n`;
  });
  const warnings = problems.filter(({ severity }) => severity === "warning").length;
  const errors = problems.length - warnings;
  const counts = [
    ...(errors > 0 || warnings === 0 ? [`${errors} ${errors === 1 ? "problem" : "problems"}`] : []),
    ...(warnings > 0 ? [`${warnings} ${warnings === 1 ? "warning" : "warnings"}`] : []),
  ];
  return `${told.join("")}${counts.join(", ")}\n`;
}

const indented = (text: string): string => text.replace(/^/gm, "  ");
