import { fixedLabels } from "../alerting/labels.ts";
import type { Labels } from "../alerting/matchers.ts";
import { inhibitionOf, routeOf, routesFor } from "../alerting/routing.ts";
import { mutedBy } from "../alerting/time-intervals.ts";
import { ruleYaml } from "../emit/rules.ts";
import type { Alerting } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type {
  AlertRule,
  Duration,
  Example,
  FiringExample,
  Links,
  Model,
  Rule,
  RuleGroupDefinition,
} from "../model/model.ts";
import { rulesReadBy } from "../promql/dependencies.ts";
import { labelMatchers } from "../promql/promql.ts";
import {
  defaultStep,
  type Experiment,
  type Firing,
  firstOf,
  type InputSeries,
  type Result,
  seriesOf,
  type TestResult,
} from "./experiment.ts";

/**
 * An alert's examples, with only the rules that it depends on.
 * @param boards what its links lead to; without them it links to whole dashboards and to no logs
 */
export const ruleTest = (
  suite: RuleSuite,
  links: Links,
  boards: Pick<Model, "dashboards" | "datasources"> = { dashboards: [], datasources: [] },
): Experiment => ({
  title: suiteTitle(suite),
  rules: [...suite.inputs, suite.alert].map((rule) => ruleYaml(rule, { links, ...boards })),
  tests: examplesOf(suite).map(({ series, step, at }) => ({
    series,
    step,
    at,
    alerts: [suite.alert.alert],
    queries: [],
  })),
});

/** Whether each example passes. @param results those of `ruleTest` */
export const ruleTestResults = (suite: RuleSuite, results: readonly Result[]): TestResult[] =>
  examplesOf(suite).map(({ name, assertion, at }, i) => {
    const result = results[i];
    const alert = suite.alert.alert;
    const failure = result && assert({ assertion, result, alert, labels: fixedLabels(suite.alert) });
    const title = { group: suite.alert.examplesFile ?? suite.file, name: `${alertTitle(suite.alert)} ${name}` };
    return failure === undefined ? title : { ...title, failure: { message: `at ${at}`, text: failure } };
  });

const examplesOf = (suite: RuleSuite) =>
  casesOf(suite).flatMap(({ assertion, ...rest }) => (assertion ? [{ assertion, ...rest }] : []));

/** What an assertion is checked against. */
interface Evidence {
  readonly assertion: Assertion;
  readonly result: Result;
  /** The alert's name in the experiment. */
  readonly alert: string;
  /** The labels that its rule adds. */
  readonly labels: Labels;
}

/** Checks an example's assertion. @returns the failure as a text for people; undefined where the assertion holds */
export function assert({ assertion, result, alert, labels }: Evidence): string | undefined {
  const reason = result.broken.get(alert);
  if (reason !== undefined) return `cannot be evaluated: ${reason}`;
  const firing = result.firing.get(alert) ?? [];
  return assertion.fires ? missing(assertion.example, labels, firing) : unwanted(firing);
}

const unwanted = ([first]: readonly Firing[]): string | undefined => first && `fires with ${inBraces(first.labels)}`;

function missing({ labels, message = [] }: FiringExample, own: Labels, firing: readonly Firing[]): string | undefined {
  if (firing.length === 0) return "does not fire";
  const expected = { ...own, ...labels };
  const matching = firing.filter((one) =>
    Object.entries(expected).every(([name, value]) => (one.labels[name] ?? "") === value),
  );
  const [first] = matching;
  if (!first) return `fires without ${inBraces(expected)}: ${firing.map((one) => inBraces(one.labels)).join(", ")}`;
  const parts = [message].flat();
  if (matching.some((one) => parts.every((part) => textOf(one).includes(part)))) return undefined;
  const absent = parts.filter((part) => !textOf(first).includes(part));
  return `its message lacks ${absent.map((part) => JSON.stringify(part)).join(", ")}: ${textOf(first)}`;
}

const textOf = ({ annotations }: Firing): string => [annotations.summary, annotations.description].join("\n");

const inBraces = ({ alertname: _, ...labels }: Labels): string => `{${labelMatchers(labels, ", ")}}`;

/** An alert with the rules that it depends on. */
export interface RuleSuite {
  /** The alert's file, such as `rules/kafka.ts`. */
  readonly file: string;
  readonly alert: AlertRule;
  /** The rules whose series it reads, directly and through other rules, in the order of their evaluation. */
  readonly inputs: readonly Rule[];
}

interface Group {
  readonly file: string;
  readonly definition: RuleGroupDefinition;
}

/** A suite for every alert, in the order of the files. */
export function ruleSuitesOf(groups: readonly Group[]): RuleSuite[] {
  const rules = groups.flatMap(({ definition }) => definition.rules);
  return groups.flatMap(({ file, definition }) =>
    definition.rules.flatMap((rule) =>
      "alert" in rule ? [{ file, alert: rule, inputs: rulesReadBy([rule], rules) }] : [],
    ),
  );
}

/** An alert's title in reports: name and severity, since two alerts may share a name. */
export const alertTitle = ({ alert, severity }: AlertRule): string => `${alert} (${severity})`;

/** The title with the alert's file. */
export const suiteTitle = ({ file, alert }: RuleSuite): string => `${file} › ${alertTitle(alert)}`;

/** Series over which an alert is evaluated: an example, or a recovery, which asserts nothing. */
export interface TestCase {
  /** Its name in reports. */
  readonly name: string;
  readonly series: InputSeries;
  readonly step: Duration;
  readonly at: Duration;
  readonly assertion?: Assertion;
}

type Assertion =
  | { readonly fires: true; readonly example: FiringExample }
  | { readonly fires: false; readonly example: Example };

/** An alert's examples, the firing ones first, then its recoveries, the shortest first. */
export function casesOf({ alert: { examples } }: RuleSuite): TestCase[] {
  const [first] = examples.fires;
  const fires = examples.fires.map((example, i) =>
    testCase(`fires: ${example.name ?? i + 1}`, { fires: true, example }),
  );
  const quiet = examples.quiet.map((example, i) =>
    testCase(`stays quiet: ${example.name ?? i + 1}`, { fires: false, example }),
  );
  const recoveries = examples.quiet.filter(({ step }) => step === first.step).map((after) => recovery(first, after));
  return [...fires, ...quiet, ...recoveries.sort((a, b) => durationSeconds(a.at) - durationSeconds(b.at))];
}

const testCase = (name: string, assertion: Assertion): TestCase => ({
  name,
  series: seriesOf(assertion.example),
  step: assertion.example.step ?? defaultStep,
  at: assertion.example.at,
  assertion,
});

/** A firing example until its evaluation time, followed by a quiet one. */
function recovery(before: FiringExample, after: Example): TestCase {
  const [firing, quiet] = [seriesOf(before), seriesOf(after)];
  const step = before.step ?? defaultStep;
  const samples = Math.floor(durationSeconds(before.at) / durationSeconds(step)) + 1;
  const series = Object.keys({ ...firing, ...quiet }).map((name) => [
    name,
    [...firstOf(firing[name] ?? "", samples), quiet[name] ?? "stale"].join(" "),
  ]);
  const seconds = samples * durationSeconds(step) + durationSeconds(after.at);
  return {
    name: `fires, then ${after.name ?? "stays quiet"}`,
    series: Object.fromEntries(series),
    step,
    at: `${seconds}s`,
  };
}

/** What a configuration must do with an alert. */
export interface RouteExpectation {
  readonly name?: string;
  readonly labels: Labels;
  /** Every receiver that is notified, in any order; none where the alert is inhibited or muted. */
  readonly receivers: readonly string[];
  /** Labels of other alerts that fire at the same time, which may inhibit it. */
  readonly firing?: readonly Labels[];
  /** The time of the notification, in milliseconds since 1970. Without it, time intervals mute nothing. */
  readonly at?: number;
}

type Routing = Pick<Alerting, "route" | "inhibitRules" | "timeIntervals">;

/** The receivers that are notified of an alert, and why others are not. */
export function notifiedReceivers(
  { route, inhibitRules, timeIntervals = {} }: Routing,
  { labels, firing = [], at }: RouteExpectation,
): { readonly receivers: readonly string[]; readonly reasons: readonly string[] } {
  const inhibition = inhibitionOf(
    inhibitRules,
    labels,
    firing.map((each) => ({ labels: each })),
  );
  if (inhibition) return { receivers: [], reasons: [`${quotedLabels(inhibition.source.labels)} inhibits it`] };
  const taken = routesFor(route, labels).map((each) => ({
    receiver: each.receiver,
    by: at === undefined ? [] : mutedBy(routeOf(each), timeIntervals, at),
  }));
  return {
    receivers: taken.filter(({ by }) => by.length === 0).map(({ receiver }) => receiver),
    reasons: taken.flatMap(({ receiver, by }) => (by.length > 0 ? [`${receiver} is muted by ${by.join(", ")}`] : [])),
  };
}

/** Whether each expectation holds. */
export const routeTestResults = (
  group: string,
  routing: Routing,
  expectations: readonly RouteExpectation[],
): TestResult[] =>
  expectations.map((expectation, i) => {
    const { receivers, reasons } = notifiedReceivers(routing, expectation);
    const name = expectation.name ?? `${i + 1}: ${quotedLabels(expectation.labels)}`;
    if (sorted(receivers) === sorted(expectation.receivers)) return { group, name };
    const because = reasons.length > 0 ? `: ${reasons.join("; ")}` : "";
    const text = `notifies ${listed(receivers)}${because}`;
    return { group, name, failure: { message: `must notify ${listed(expectation.receivers)}`, text } };
  });

const sorted = (names: readonly string[]): string => JSON.stringify([...names].sort());
const listed = (names: readonly string[]): string => names.join(", ") || "nobody";

const quotedLabels = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;
