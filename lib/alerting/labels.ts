import { alertLabels } from "../emit/rules.ts";
import type { AlertRule } from "../model/model.ts";
import { type Labels, type Matcher, matchesAll } from "./matchers.ts";

/** The labels that an alert has whatever series it fires for: all that routing by this project's routes needs. */
export const ownLabels = (rule: AlertRule): Labels => ({ alertname: rule.alert, ...alertLabels(rule) });

/** Whether alerts of the rule can satisfy the matchers; the labels of its series may be anything. */
export function mayMatch(matchers: readonly Matcher[], rule: AlertRule): boolean {
  const labels = ownLabels(rule);
  return matchesAll(
    matchers.filter(({ label }) => label in labels),
    labels,
  );
}
