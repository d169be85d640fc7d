import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { containsTime, intervalProblems } from "../../lib/alerting/time-intervals.ts";
import { UserError } from "../../lib/cli/outcome.ts";
import { tool } from "../../lib/cli/programs/tools.ts";
import { wire } from "../../lib/emit/alertmanager.ts";
import { parse } from "../../lib/promql/syntax/parse.ts";
import { promtoolErrors } from "./compare.ts";
import { expositions, ourVerdict as expositionVerdict, prometheusVerdicts } from "./expositions.ts";
import { expressions } from "./expressions.ts";
import { amtoolVerdicts, matcherCases, ourVerdict as matcherVerdict } from "./matchers.ts";
import { type TimeCase, timeCases } from "./time-cases.ts";

/** Something that we read as a real program does. */
interface Subject<Case> {
  /** The same seed makes the same cases. */
  generate(seed: number): readonly Case[];
  /** The real program's verdict on each case. */
  expected(cases: readonly Case[]): Promise<readonly string[]>;
  /** Undefined where we differ on purpose. */
  ours(one: Case): string | undefined;
}

export const subjects = {
  promql: {
    generate: (seed) => expressions(seed, 5000),
    expected: async (cases) => promtoolErrors(await tool("promtool"), cases).map(verdictOf),
    ours: (expr) => verdictOf(parse(expr).problems[0]?.message),
  } satisfies Subject<string>,
  matchers: {
    generate: (seed) => matcherCases(seed, 200),
    expected: async (cases) => amtoolVerdicts(await tool("amtool"), cases),
    ours: matcherVerdict,
  } satisfies Subject<ReturnType<typeof matcherCases>[number]>,
  expositions: {
    generate: (seed) => expositions(seed, 1000),
    expected: prometheusVerdicts,
    ours: expositionVerdict,
  } satisfies Subject<string>,
  "time-intervals": {
    generate: (seed) => timeCases(seed, 1000),
    expected: async (cases) => alertmanagerVerdicts(cases),
    ours: timeVerdict,
  } satisfies Subject<TimeCase>,
} as const;

export type SubjectName = keyof typeof subjects;

/** The subject, whatever its cases are. */
export const subject = (name: SubjectName): Subject<unknown> => subjects[name] as Subject<unknown>;

const verdictOf = (error: string | undefined): string => (error === undefined ? "accepts" : "refuses");

/** In the form of `alertmanagerVerdicts`. */
function timeVerdict({ interval, times }: TimeCase): string {
  if (intervalProblems(interval).length > 0) return "refuses";
  return times.map((seconds) => (containsTime(interval, seconds * 1000) ? "1" : "0")).join("");
}

/**
 * The verdict of Alertmanager's own code on each interval: "refuses", or a 1 or 0 for each time.
 * @throws UserError where Go is missing
 */
function alertmanagerVerdicts(cases: readonly TimeCase[]): string[] {
  const input = cases.map(({ interval, times }) => JSON.stringify({ interval: wire(interval), times })).join("\n");
  const cwd = fileURLToPath(new URL("time-intervals", import.meta.url));
  const { status, stdout, stderr, error } = spawnSync("go", ["run", "."], { cwd, input, encoding: "utf8" });
  if (error) throw new UserError(`go: ${error.message}; install Go to compare time intervals`);
  if (status !== 0) throw new UserError(`go run failed in ${cwd}: ${stderr}`);
  const lines = stdout.trimEnd().split("\n");
  return lines.map((line) => (line === "refused" ? "refuses" : line));
}
