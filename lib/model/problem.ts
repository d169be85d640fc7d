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
  /** Its place in the file, where that is known at once: lines and columns count from 1. */
  readonly source?: { readonly file: string; readonly line: number; readonly column: number };
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

/** `did you mean "x"?` for the most similar candidate, or undefined if none is similar. */
export function didYouMean(written: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestTo(written, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

function nearestTo(written: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(2, Math.floor(written.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) >= bestDistance) continue;
    const distance = editDistance(written, candidate);
    // With half of the letters changed it is another word, not a typing error.
    if (distance * 2 >= Math.max(written.length, candidate.length)) continue;
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The number of inserted, deleted, replaced or transposed characters. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (beforePrevious[j - 2] ?? 0) + 1 : replaced;
      current[j] = Math.min(replaced, swapped, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1);
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? 0;
}
