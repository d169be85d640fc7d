import type { Labels, Matcher } from "../model/alerting.ts";
import type { AlertRule } from "../model/model.ts";
import type { Concern, DomainName, Severity, TeamName } from "../model/register.ts";

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

/** Whether the labels satisfy every matcher, as Alertmanager decides it. Throws on a malformed regular expression. */
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
      return anchored(value).test(actual);
    case "!~":
      return !anchored(value).test(actual);
  }
}

const anchored = (regex: string): RegExp => new RegExp(`^(?:${regex})$`, "u");

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
