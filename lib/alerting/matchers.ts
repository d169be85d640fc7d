import { RE2JS } from "re2js";
import type { Labels, Matcher } from "../model/alerting.ts";
import type { Alert, Model } from "../model/model.ts";
import type { Concern, DomainName, Severity, TeamName } from "../model/register.ts";
import { renderLabels, sampleOf } from "./sample.ts";

export type { Labels, Matcher } from "../model/alerting.ts";

/** The labels whose values a project defines. */
interface ClosedLabels {
  severity: Severity;
  domain: DomainName;
  concern: Concern;
  team: TeamName;
}
type ValueOf<L extends string> = L extends keyof ClosedLabels ? ClosedLabels[L] : string;

/** The label has one of the values. A misspelt severity, domain, concern or team does not compile. */
export const eq = <L extends string>(label: L, ...values: Values<L>): Matcher => oneOf(label, values, "=");

/** The label has none of the values, or the alert lacks it. */
export const neq = <L extends string>(label: L, ...values: Values<L>): Matcher => oneOf(label, values, "!");

type Values<L extends string> = readonly [ValueOf<L>, ...ValueOf<L>[]];

function oneOf(label: string, [only, ...others]: readonly [string, ...string[]], sign: "=" | "!"): Matcher {
  if (others.length === 0) return { label, op: sign === "=" ? "=" : "!=", value: only };
  return { label, op: `${sign}~`, value: [only, ...others].map(escapeRegex).join("|") };
}

/** Whether the labels satisfy every matcher, as Alertmanager decides it. */
export const matchesAll = (matchers: readonly Matcher[], labels: Labels): boolean =>
  matchers.every((matcher) => matches(matcher, labels));

function matches({ label, op, value }: Matcher, labels: Labels): boolean {
  const actual = labels[label] ?? "";
  switch (op) {
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case "=~":
      return matchesRegex(value, actual);
    case "!~":
      return !matchesRegex(value, actual);
  }
}

const compiled = new Map<string, RE2JS | { readonly problem: string }>();

/** A regular expression as Go reads it, or why Go refuses it. */
function compile(regex: string): RE2JS | { readonly problem: string } {
  let result = compiled.get(regex);
  if (result) return result;
  try {
    result = RE2JS.compile(regex);
  } catch (error) {
    result = { problem: (error as Error).message };
  }
  compiled.set(regex, result);
  return result;
}

/** Alertmanager compiles this text: it accepts `a)(b`, and refuses `\Qa`, whose quotation has no end. */
const anchored = (value: string): string => `^(?:${value})$`;

/** Why Go refuses a regular expression; undefined if it takes it. */
export function regexProblem(regex: string): string | undefined {
  const result = compile(regex);
  return "problem" in result ? result.problem : undefined;
}

/** Why Alertmanager refuses a matcher; undefined if it takes it. */
export function matcherProblem({ op, value }: Matcher): string | undefined {
  if (op === "=" || op === "!=") return undefined;
  const problem = regexProblem(anchored(value));
  // The message on the value itself is clearer, where there is one.
  return problem && (regexProblem(value) ?? problem);
}

/** An expression that Alertmanager refuses matches nothing. */
function matchesRegex(value: string, text: string): boolean {
  const regex = compile(anchored(value));
  return !("problem" in regex) && regex.matcher(text).find();
}

/** As Alertmanager writes it: `domain=~"etl|kafka"`. */
export const formatMatcher = ({ label, op, value }: Matcher): string =>
  `${/^[a-zA-Z_]\w*$/.test(label) ? label : quoted(label)}${op}${quoted(value)}`;

/** Alertmanager knows three escapes in quotes; other characters stand as they are. */
const quoted = (text: string): string =>
  `"${text.replace(/["\\\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`))}"`;

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The values that a matcher names, or undefined if it is a regular expression that is not a list of values. */
export function literalsOf({ op, value }: Matcher): string[] | undefined {
  if (op === "=" || op === "!=") return [value];
  const values = value.split("|").map((one) => one.replace(/\\([.*+?^${}()|[\]\\])/g, "$1"));
  return values.map(escapeRegex).join("|") === value ? values : undefined;
}

/** The labels that a rule adds to those of the series, for routing, grouping and inhibition. */
export const alertLabels = ({ severity, team, domain, concern, labels }: Alert): Record<string, string> => ({
  severity,
  team,
  domain,
  concern,
  ...labels,
});

/** Rules do not change, and checks ask for the labels of each many times. */
function onceForEachRule<T>(make: (rule: Alert) => T): (rule: Alert) => T {
  const made = new WeakMap<Alert, T>();
  return (rule) => {
    const known = made.get(rule) ?? make(rule);
    made.set(rule, known);
    return known;
  };
}

/** The rule's labels that are the same for every series; templates are not among them. */
export const fixedLabels = onceForEachRule(
  (rule): Labels => Object.fromEntries(Object.entries(alertLabels(rule)).filter(([, value]) => !isTemplate(value))),
);

export const isTemplate = (text: string): boolean => text.includes("{{");

/**
 * The labels that an alert has for every series: its name, and those of its rule. A template among them is rendered for
 * the labels of the series in the alert's first example.
 */
export const ownLabels = onceForEachRule((rule): Labels => {
  const labels = alertLabels(rule);
  const all = Object.values(labels).some(isTemplate) ? renderLabels(labels, sampleOf(rule)) : labels;
  return { alertname: rule.alert, ...all };
});

const namedLabels = onceForEachRule((rule): Labels => ({ alertname: rule.alert, ...fixedLabels(rule) }));

/** Whether alerts of the rule can satisfy the matchers; labels of the series may have any value. */
export function mayMatch(matchers: readonly Matcher[], rule: Alert): boolean {
  const labels = namedLabels(rule);
  return matchers.every((matcher) => !(matcher.label in labels) || matches(matcher, labels));
}

/**
 * Every set of labels that a rule can give to its alerts. Where a label is a template, such as the owner by job, it is
 * rendered for every service, backend and site of the stack.
 */
export function possibleLabels(
  rule: Alert,
  { stack, probes, settings }: Pick<Model, "stack" | "probes" | "settings">,
): Labels[] {
  const labels = alertLabels(rule);
  if (!Object.values(labels).some(isTemplate)) return [ownLabels(rule)];
  const sample = sampleOf(rule);
  const names = [...Object.keys(stack), ...Object.keys(probes?.backends ?? {}), ...Object.keys(probes?.sites ?? {})];
  const sets = names.map((name) => {
    const container = `${settings.compose.containerPrefix ?? ""}${name}`;
    const own = { ...sample.labels, job: name, service: name, name: container };
    return { alertname: rule.alert, ...renderLabels(labels, { ...sample, labels: own }) };
  });
  const all = [ownLabels(rule), ...sets];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
