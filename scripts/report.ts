import { describe, type Problem } from "../lib/problem.ts";

/** Tells problems: a line each on stderr, or all of them as JSON on stdout. */
export async function reportProblems(problems: readonly Problem[], { json }: { json: boolean }): Promise<void> {
  if (json) {
    process.stdout.write(`${JSON.stringify({ problems })}\n`);
    return;
  }
  for (const problem of problems) process.stderr.write(`${describe(problem)}\n`);
  process.stderr.write(`${problems.length} ${problems.length === 1 ? "problem" : "problems"}\n`);
}
