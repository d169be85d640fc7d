import type { Problem } from "../model/problem.ts";
import type { Check } from "./check.ts";

/** `dashboards/kafka/lag.ts:12:9`, or the file alone if the line is unknown. */
export const place = ({ file, source }: Problem): string =>
  source ? `${source.file}:${source.line}:${source.column}` : file;

/**
 * Problems as SARIF 2.1.0, which code review tools show next to the lines.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarif(problems: readonly Problem[], checks: readonly Pick<Check, "name" | "description">[]): object {
  const used = checks.filter(({ name }) => problems.some(({ check }) => check === name));
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: {
          driver: {
            name: "bigdata-monitoring",
            rules: used.map(({ name, description }) => ({ id: name, shortDescription: { text: description } })),
          },
        },
        results: problems.map(resultOf),
      },
    ],
  };
}

function resultOf(problem: Problem): object {
  const { source, file, check, severity, path, message, hint } = problem;
  const region = source && { startLine: source.line, startColumn: source.column };
  return {
    ruleId: check,
    level: severity,
    message: { text: `${[...path, message].join(" › ")}${hint ? ` — ${hint}` : ""}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: source?.file ?? file }, ...(region && { region }) } }],
  };
}

/** The result of one test. */
export interface TestResult {
  /** The file or the group that it belongs to, such as `rules/kafka.ts`. */
  readonly group: string;
  readonly name: string;
  /** Absent where it passed. */
  readonly failure?: { readonly message: string; readonly text: string };
}

/** Test results as a JUnit report. */
export function junitReport(suite: string, results: readonly TestResult[]): string {
  const failed = results.filter(({ failure }) => failure !== undefined).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="${escaped(suite)}" tests="${results.length}" failures="${failed}">`,
    ...results.map(testCase),
    "</testsuite>",
    "",
  ].join("\n");
}

function testCase({ group, name, failure }: TestResult): string {
  const start = `  <testcase classname="${escaped(group)}" name="${escaped(name)}"`;
  if (!failure) return `${start}/>`;
  return `${start}><failure message="${escaped(failure.message)}">${escaped(failure.text)}</failure></testcase>`;
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };
const escaped = (text: string): string => text.replace(/[<>&"]/g, (character) => entities[character] ?? character);

/** Problems as a JUnit report: every check is a test case, and fails with all errors that it found. JUnit has no warnings. */
export const junit = (problems: readonly Problem[], checks: readonly { readonly name: string }[]): string =>
  junitReport(
    "checks",
    checks.map(({ name }) =>
      checkResult(
        name,
        problems.filter(({ check, severity }) => check === name && severity === "error"),
      ),
    ),
  );

function checkResult(name: string, problems: readonly Problem[]): TestResult {
  if (problems.length === 0) return { group: "checks", name };
  const lines = problems.map((problem) => {
    const hint = problem.hint ? ` — ${problem.hint}` : "";
    return `${place(problem)} › ${[...problem.path, problem.message].join(" › ")}${hint}`;
  });
  const message = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
  return { group: "checks", name, failure: { message, text: lines.join("\n") } };
}
