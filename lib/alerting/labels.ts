import type { AlertRule } from "../model/model.ts";
import { type Labels, type Matcher, matchesAll } from "./matchers.ts";

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
