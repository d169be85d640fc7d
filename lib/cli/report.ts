import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Check } from "../checks/check.ts";
import { formatProblem, type Problem } from "../model/problem.ts";
import { codeFrame } from "../promql/print.ts";
import { type PromqlSource, placeAsWritten, promqlSources } from "../promql/promql.ts";
import type { TestResult } from "../testing/experiment.ts";
import { originalPlace, type Place } from "./load/places.ts";
import { fitToShow } from "./outcome.ts";

/** Formats of problems: for people, for programs, for code review, for test reports. */
export const formats = ["text", "json", "sarif", "junit"] as const;

export interface ReportOptions {
  readonly json: boolean;
  readonly format?: (typeof formats)[number];
}

/** Prints problems: as text on stderr, with the lines that they are about; in the other formats on stdout. */
export async function reportProblems(problems: readonly Problem[], { json, format }: ReportOptions): Promise<void> {
  const wanted = json ? "json" : (format ?? "text");
  if (wanted === "json") return write({ problems });
  const located = await locate(problems);
  if (wanted === "text") {
    process.stderr.write(fitToShow(forPeople(located)));
    return;
  }
  const { checks } = await import("../checks/index.ts");
  if (wanted === "sarif") return write(sarif(located, checks));
  process.stdout.write(junit(located, checks));
}

const write = (value: object): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};

function forPeople(problems: readonly Problem[]): string {
  const lines = problems.map((problem) => {
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
  return `${lines.join("")}${counts.join(", ")}\n`;
}

const indented = (text: string): string => text.replace(/^/gm, "  ");

interface Site extends Place {
  /** What ran there; a file that was loaded again is part of a later script. */
  readonly script: string;
  readonly written: PromqlSource;
}

/**
 * Problems with the lines and columns of their expressions, where these were written with the `promql` tag. Where a
 * file has an expression several times, so do its problems: the first problem is in the first place, and so on.
 */
export async function locate(problems: readonly Problem[]): Promise<Problem[]> {
  const located: Problem[] = [];
  const seen = new Map<string, number>();
  for (const problem of problems) {
    const { check, file, message, expression } = problem;
    const key = JSON.stringify([check, file, message, expression]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    located.push(await locateOne(problem, before));
  }
  return located;
}

/** @param before how many equal problems of the same file come before it */
async function locateOne(problem: Problem, before: number): Promise<Problem> {
  if (problem.source) return problem;
  const expression = problem.expression && placeAsWritten(problem.expression);
  const site = expression && siteOf(problem.file, expression.text, before);
  if (!expression || !site) return problem;
  const text = await readFile(site.file, "utf8").catch(() => "");
  const offset = offsetOf(text, site, site.written, expression);
  if (offset === undefined) return problem;
  const lines = text.slice(0, offset).split("\n");
  const column = (lines.at(-1)?.length ?? 0) + 1;
  return { ...problem, source: { file: relative(process.cwd(), site.file), line: lines.length, column } };
}

/** Prefers the places in the problem's own file; the expression may also come from a file that it imports. */
function siteOf(file: string, text: string, before: number): Site | undefined {
  const all = promqlSources(text).flatMap((written) => calledAt(written) ?? []);
  const own = all.filter((site) => site.file.endsWith(`/${file}`));
  const candidates = own.length > 0 ? own : all;
  const newest = candidates.filter(({ script }) => script === candidates.at(-1)?.script);
  return newest[Math.min(before, newest.length - 1)];
}

/** Where the tag was called: the third frame of the stack. */
function calledAt(written: PromqlSource): Site | undefined {
  const [, , , frame = ""] = written.trace.stack?.split("\n") ?? [];
  const [, script = "", line, column] = /(?:\(|at )([^()\s]+?)(?:\?[^:]*)?:(\d+):(\d+)\)?$/.exec(frame) ?? [];
  if (line === undefined) return undefined;
  const place = originalPlace(script, Number(line), Number(column));
  if (place) return { ...place, script, written };
  if (!/^(?:file:\/\/)?\//.test(script)) return undefined;
  const file = script.startsWith("file:") ? fileURLToPath(script) : script;
  return { file, line: Number(line), column: Number(column), script, written };
}

/** The place in a file's text that a place in the expression comes from. */
function offsetOf(
  text: string,
  site: Place,
  written: PromqlSource,
  at: { text: string; from: number },
): number | undefined {
  const start =
    text
      .split("\n")
      .slice(0, site.line - 1)
      .join("\n").length + site.column;
  const quote = text.indexOf("`", start);
  const raw = quote < 0 ? undefined : rawOffsets(text, quote + 1, written);
  if (!raw) return undefined;
  // The expression lacks the indentation of what was written, and nothing else.
  let i = 0;
  for (const { char, offset } of raw) {
    if (char !== at.text[i]) continue;
    if (i === at.from) return offset;
    i++;
  }
  return i === at.from ? raw.at(-1)?.offset : undefined;
}

/** Every character of the template's text with its offset in the file; those of a value stand where its `${` does. */
function rawOffsets(text: string, from: number, { literals, values }: PromqlSource) {
  const raw: { char: string; offset: number }[] = [];
  let offset = from;
  for (const [i, literal] of literals.entries()) {
    if (!text.startsWith(literal, offset)) return undefined;
    for (const char of literal.split("")) raw.push({ char, offset: offset++ });
    const next = literals[i + 1];
    if (next === undefined) return raw;
    for (const char of (values[i] ?? "").split("")) raw.push({ char, offset });
    const close = text.indexOf(`}${next}${i + 2 < literals.length ? "${" : "`"}`, offset);
    if (close < 0) return undefined;
    offset = close + 1;
  }
  return raw;
}

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
