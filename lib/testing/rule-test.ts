import { alertLabels } from "../alerting/labels.ts";
import { ruleYaml } from "../emit/rules.ts";
import type { FiringExample, Links } from "../model/model.ts";
import { type Assertion, casesOf } from "./cases.ts";
import type { Experiment, Firing, Labels, Result } from "./experiment.ts";
import type { TestResult } from "./junit.ts";
import { alertTitle, type RuleSuite, suiteTitle } from "./rule-suite.ts";

/** An alert's examples, with only the rules that it depends on. */
export const ruleTest = (suite: RuleSuite, links: Links): Experiment => ({
  title: suiteTitle(suite),
  rules: [...suite.inputs, suite.alert].map((rule) => ruleYaml(rule, links)),
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
    const failure = result && assert({ assertion, result, alert, labels: alertLabels(suite.alert) });
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

const inBraces = (labels: Labels): string =>
  `{${Object.entries(labels)
    .filter(([name]) => name !== "alertname")
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(", ")}}`;
