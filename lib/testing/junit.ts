import { type LocatedProblem, place } from "../checks/report.ts";
import { type Case, junitCases } from "./cases.ts";

/** Problems as a JUnit report: every check is a test case, and fails with all errors that it found. JUnit has no warnings. */
export const junit = (problems: readonly LocatedProblem[], checks: readonly { readonly name: string }[]): string =>
  junitCases(
    "checks",
    checks.map(({ name }) =>
      checkCase(
        name,
        problems.filter(({ check, severity }) => check === name && severity === "error"),
      ),
    ),
  );

function checkCase(name: string, problems: readonly LocatedProblem[]): Case {
  if (problems.length === 0) return { group: "checks", name };
  const lines = problems.map((problem) => {
    const hint = problem.hint ? ` — ${problem.hint}` : "";
    return `${place(problem)} › ${[...problem.path, problem.message].join(" › ")}${hint}`;
  });
  const message = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return { group: "checks", name, failure: { message, text: lines.join("\n") } };
}
