import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import { unquote } from "../promql/syntax/tokens.ts";
import type { Experiment, Firing, Labels, Result, Sample, TestGroup } from "./experiment.ts";

/** How often rules are evaluated in tests, whatever their group says: promtool has one interval per file. */
export const evaluationInterval: Duration = "1m";

/** promtool could not evaluate a rule, a query or a series. Its message is promtool's. */
export class PromtoolError extends Error {}

/** A rule file with the experiment's rules. JSON is YAML. */
export const ruleDocument = ({ rules }: Pick<Experiment, "rules">): string =>
  JSON.stringify({ groups: [{ name: "experiment", rules }] });

/**
 * A test file that fails on purpose: it expects nothing, so promtool reports everything that it finds.
 * @param ruleFile path of the rule file, relative to the test file
 */
export const testDocument = ({ tests }: Pick<Experiment, "tests">, ruleFile: string): string =>
  JSON.stringify({ rule_files: [ruleFile], evaluation_interval: evaluationInterval, tests: tests.map(testGroup) });

/** The label with the index of the query that a sample belongs to. */
const queryLabel = "promtool_query";

const testGroup = ({ series, step, at, alerts, queries }: TestGroup, i: number) => ({
  name: `${i}`,
  interval: step,
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  alert_rule_test: alerts.map((alertname) => ({ eval_time: at, alertname, exp_alerts: [] })),
  promql_expr_test: queries.map((expr, query) => ({
    expr: `label_replace(${expr}\n, "${queryLabel}", "${query}", "", "")`,
    eval_time: at,
    exp_samples: [],
  })),
});

/** What promtool found instead of nothing. Times are milliseconds from the first sample. */
export type Finding =
  | { readonly kind: "alerts"; readonly at: number; readonly alert: string; readonly firing: readonly Firing[] }
  | { readonly kind: "samples"; readonly at: number; readonly samples: readonly Sample[] }
  | { readonly kind: "broken rule"; readonly rule: string; readonly reason: string };

/**
 * Reads a JUnit report of promtool.
 * @returns the findings of each test group, in their order, by the path of the test file
 * @throws PromtoolError where promtool could not evaluate
 */
export const readFindings = (xml: string): Map<string, Finding[][]> =>
  new Map(testSuites(xml).map(({ file, body }) => [file, findingsIn(body)]));

/**
 * Reads the results of test files that `testDocument` wrote.
 * @param experiments by the path of their test file
 * @throws PromtoolError where promtool could not evaluate
 */
export function readResults(xml: string, experiments: ReadonlyMap<string, Experiment>): Map<string, Result[]> {
  const results = new Map<string, Result[]>();
  for (const { file, body } of testSuites(xml)) {
    const experiment = experiments.get(file);
    if (experiment) results.set(file, resultsIn(body, experiment));
  }
  return results;
}

const testSuites = (xml: string): { readonly file: string; readonly body: string }[] =>
  Array.from(xml.matchAll(/<testsuite name="([^"]*)"[^>]*>(.*?)<\/testsuite>/gs), ([, file = "", body = ""]) => ({
    file: unescapedXml(file),
    body,
  }));

const findingsIn = (testSuite: string): Finding[][] =>
  Array.from(testSuite.matchAll(/<testcase name="[^"]*"(?:\/>|>(.*?)<\/testcase>)/gs), ([, testCase = ""]) =>
    Array.from(testCase.matchAll(/<failure>(.*?)<\/failure>/gs), ([, text = ""]) => readFinding(unescapedXml(text))),
  );

function resultsIn(testSuite: string, { title, tests }: Experiment): Result[] {
  try {
    const groups = findingsIn(testSuite);
    if (groups.length !== tests.length) throw new PromtoolError(unescapedXml(testSuite).slice(0, 2000));
    return groups.map((findings, i) => resultOf(findings, tests[i]?.queries.length ?? 0));
  } catch (error) {
    throw error instanceof PromtoolError ? new PromtoolError(`${title}: ${error.message}`) : error;
  }
}

function resultOf(findings: readonly Finding[], queries: number): Result {
  const samples: Sample[][] = Array.from({ length: queries }, () => []);
  const [firing, broken] = [new Map<string, readonly Firing[]>(), new Map<string, string>()];
  for (const finding of findings)
    if (finding.kind === "alerts") firing.set(finding.alert, finding.firing);
    else if (finding.kind === "broken rule") broken.set(finding.rule, finding.reason);
    else
      for (const { labels, value } of finding.samples) {
        const { [queryLabel]: query, ...own } = labels;
        samples[Number(query)]?.push({ labels: own, value });
      }
  return { broken, firing, samples };
}

function readFinding(text: string): Finding {
  const [, alert, alertTime] = /^\s*(?:name: [^\n]*\n\s*)?alertname: (.*?), time: (\w+),/.exec(text) ?? [];
  if (alert !== undefined) return { kind: "alerts", at: milliseconds(alertTime), alert, firing: readFiring(text) };
  const [, time] = /^\s*(?:name: [^\n]*\n\s*)?expr: .*?, time: (\w+),\s*\n/s.exec(text) ?? [];
  if (time !== undefined) return { kind: "samples", at: milliseconds(time), samples: readSamples(text) };
  const [, rule, reason = ""] = /^\s*rule: (.*), time: \S+, err: (.*)$/s.exec(text) ?? [];
  if (rule !== undefined) return { kind: "broken rule", rule, reason };
  throw new PromtoolError(`promtool could not evaluate: ${text.trim()}`);
}

const milliseconds = (time: string | undefined): number => Math.round(durationSeconds(time as Duration) * 1000);

function readFiring(text: string): Firing[] {
  return Array.from(text.matchAll(/^\s*Labels:\{/gm), ({ index, 0: start }) => {
    const labels = readLabels(text, index + start.length - 1);
    const annotations = readLabels(text, text.indexOf("{", labels.end));
    return { labels: labels.value, annotations: annotations.value };
  });
}

/** `got: {a="1"} 6E-01, {a="2"} 7E-01`; `got: nil` where the query has an error. */
function readSamples(text: string): Sample[] {
  const samples: Sample[] = [];
  let cursor = text.lastIndexOf("\n        got: ") + "\n        got: ".length;
  if (text.startsWith("nil", cursor)) throw new PromtoolError(`promtool could not evaluate: ${text.trim()}`);
  for (let open = text.indexOf("{", cursor); open >= 0; open = text.indexOf("{", cursor)) {
    const { value: labels, end } = readLabels(text, open);
    const number = /^ (\S+?)(?:,|\s|$)/.exec(text.slice(end))?.[1] ?? "NaN";
    samples.push({ labels, value: Number(number.replace(/Inf$/, "Infinity")) });
    cursor = end + 1;
  }
  return samples;
}

const label = /([^=,{} ]+|"(?:[^"\\]|\\.)*")=("(?:[^"\\]|\\.)*")(?:, )?/y;

/** Labels as Go prints them, `{a="1", b="2"}`. @param from where their brace opens @returns them, and where they end */
function readLabels(text: string, from: number): { value: Record<string, string>; end: number } {
  const value: Record<string, string> = {};
  label.lastIndex = from + 1;
  let end = from + 1;
  for (let found = label.exec(text); found; found = label.exec(text)) {
    const [, name = "", quoted = ""] = found;
    value[name.startsWith('"') ? unquote(name).value : name] = unquote(quoted).value;
    end = label.lastIndex;
  }
  if (text[end] !== "}") throw new Error(`promtool's output has an unknown form: ${text.slice(from, from + 200)}`);
  return { value, end: end + 1 };
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

const unescapedXml = (xml: string): string =>
  xml.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) =>
    name ? (entities[name] ?? whole) : String.fromCodePoint(decimal ? Number(decimal) : Number.parseInt(hex, 16)),
  );

/** The time in which one series of an alert is pending or firing, in seconds from the first sample. */
export interface Interval {
  /** Labels of the series, without those that name the alert and its state. */
  readonly labels: Labels;
  readonly state: "pending" | "firing";
  readonly first: number;
  readonly last: number;
  /** Evaluations in this state. Fewer than fit between first and last where it left the state in between. */
  readonly evaluations: number;
}

/** Queries whose results `intervalsOf` reads: first and last time of every state of every alert, and the evaluations. */
export function intervalQueries(at: Duration): string[] {
  const window = `timestamp(ALERTS)[${durationSeconds(at) + durationSeconds(evaluationInterval)}s:${evaluationInterval}]`;
  return ["min", "max", "count"].map((what) => `${what}_over_time(${window})`);
}

/** The intervals of every alert, by the alert's name. @param result of a test group with the `intervalQueries` */
export function intervalsOf({
  samples: [first = [], last = [], counts = []],
}: Result): ReadonlyMap<string, readonly Interval[]> {
  const lasts = new Map(last.map((sample) => [key(sample), sample.value]));
  const evaluations = new Map(counts.map((sample) => [key(sample), sample.value]));
  const intervals = new Map<string, Interval[]>();
  for (const sample of first) {
    const { alertname = "", alertstate, ...labels } = sample.labels;
    const interval: Interval = {
      labels,
      state: alertstate === "firing" ? "firing" : "pending",
      first: sample.value,
      last: lasts.get(key(sample)) ?? sample.value,
      evaluations: evaluations.get(key(sample)) ?? 0,
    };
    intervals.set(alertname, [...(intervals.get(alertname) ?? []), interval]);
  }
  return intervals;
}

const key = ({ labels }: Sample): string => JSON.stringify(Object.entries(labels).sort());

/** Whether two alerts have the same intervals, in any order. */
export const sameIntervals = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a.length === b.length && JSON.stringify(a.map(intervalKey).sort()) === JSON.stringify(b.map(intervalKey).sort());

const intervalKey = ({ labels, state, first, last, evaluations }: Interval): string =>
  JSON.stringify([Object.entries(labels).sort(), state, first, last, evaluations]);
