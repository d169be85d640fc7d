import { type LocatedProblem, place } from "./located.ts";

/** Problems as a JUnit report: every check is a test case, and fails with all that it found. */
export function junit(problems: readonly LocatedProblem[], checks: readonly { readonly name: string }[]): string {
  const cases = checks.map(({ name }) =>
    testCase(
      name,
      problems.filter(({ check }) => check === name),
    ),
  );
  const failed = new Set(problems.map(({ check }) => check)).size;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="checks" tests="${checks.length}" failures="${failed}">`,
    ...cases,
    "</testsuite>",
    "",
  ].join("\n");
}

function testCase(name: string, problems: readonly LocatedProblem[]): string {
  if (problems.length === 0) return `  <testcase classname="checks" name="${escaped(name)}"/>`;
  const lines = problems.map((problem) => {
    const hint = problem.hint ? ` — ${problem.hint}` : "";
    return escaped(`${place(problem)} › ${[...problem.path, problem.message].join(" › ")}${hint}`);
  });
  const message = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return `  <testcase classname="checks" name="${escaped(name)}"><failure message="${message}">${lines.join("\n")}</failure></testcase>`;
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[<>&"]/g, (character) => entities[character] ?? character);
