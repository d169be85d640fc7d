import type { ProblemSeverity } from "./config.ts";

/** Something wrong in a definition: where, what, and how to fix it. */
export interface Problem {
  /** Name of the check that found it, such as `promql-label`. */
  readonly check: string;
  readonly severity: ProblemSeverity;
  /** The definition's file, such as `dashboards/kafka.ts`. */
  readonly file: string;
  /** Path from the file to the place: `["Consumer lag", "query A"]`. */
  readonly path: readonly string[];
  /** What is wrong. */
  readonly message: string;
  /** How to fix it. */
  readonly hint?: string;
  /** The PromQL expression it is in, and the part of it, from inclusive to exclusive, in UTF-16 units. */
  readonly expression?: { readonly text: string; readonly from: number; readonly to: number };
}

/** One line: `dashboards/kafka.ts › Lag › query A: unknown label "x" — did you mean "y"? (promql-label)`. */
export function formatProblem(problem: Problem): string {
  const where = [problem.file, ...problem.path].join(" › ");
  const line = problem.expression ? `, line ${lineOf(problem.expression)}` : "";
  const kind = problem.severity === "warning" ? "warning: " : "";
  const hint = problem.hint ? ` — ${problem.hint}` : "";
  return `${where}${line}: ${kind}${problem.message}${hint} (${problem.check})`;
}

/** Whether one of the problems makes `check` and `build` fail. */
export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === "error");

const lineOf = ({ text, from }: { text: string; from: number }): number => text.slice(0, from).split("\n").length;
