import type { Labels, Matcher } from "../model/alerting.ts";
import type { AlertRule } from "../model/model.ts";
import type { Concern, DomainName, Severity, TeamName } from "../model/register.ts";
import { parseRegex, type Regex } from "../promql/regex/regex.ts";

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

/**
 * Whether the labels satisfy every matcher, as Alertmanager decides it. Throws on a malformed regular expression, and on
 * a class that ignores case, such as `(?i)[a-z]`.
 */
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

/** The expressions of a project, which are few and tried many times. */
const regexes = new Map<string, Regex>();

function matchesRegex(source: string, text: string): boolean {
  const regex = regexes.get(source) ?? parseRegex(source);
  if ("problem" in regex) throw new Error(`malformed regular expression "${source}": ${regex.problem}`);
  regexes.set(source, regex);
  const found = regex.test(text);
  if (found === undefined) throw new Error(`regular expression "${source}": no class such as [a-z] may ignore case`);
  return found;
}

/** As Alertmanager writes it: `domain=~"etl|kafka"`. */
export const formatMatcher = ({ label, op, value }: Matcher): string => `${label}${op}${JSON.stringify(value)}`;

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The values that a matcher names, or undefined if it is a regular expression that is not a list of values. */
export function literalsOf({ op, value }: Matcher): string[] | undefined {
  if (op === "=" || op === "!=") return [value];
  const values = value.split("|").map((one) => one.replace(/\\([.*+?^${}()|[\]\\])/g, "$1"));
  return values.map(escapeRegex).join("|") === value ? values : undefined;
}

/** The labels that a rule adds to those of the series, for routing, grouping and inhibition. */
export const alertLabels = ({ severity, team, domain, concern, labels }: AlertRule): Record<string, string> => ({
  severity,
  team,
  domain,
  concern,
  ...labels,
});

/** The labels that an alert has for every series: its name, and those of its rule. */
export const ownLabels = (rule: AlertRule): Labels => ({ alertname: rule.alert, ...alertLabels(rule) });

/** Whether alerts of the rule can satisfy the matchers; labels of the series may have any value. */
export function mayMatch(matchers: readonly Matcher[], rule: AlertRule): boolean {
  const labels = ownLabels(rule);
  return matchesAll(
    matchers.filter(({ label }) => label in labels),
    labels,
  );
}
