import type { AlertRule, Model } from "../model/model.ts";
import { alertLabels, isTemplate, type Labels, ownLabels } from "./matchers.ts";
import { renderLabels, sampleOf } from "./sample.ts";

/**
 * Every set of labels that a rule can give to its alerts. Where a label is a template, such as the owner by job, it is
 * rendered for every service and backend of the stack.
 */
export function possibleLabels(
  rule: AlertRule,
  { stack, probes, settings }: Pick<Model, "stack" | "probes" | "settings">,
): Labels[] {
  const labels = alertLabels(rule);
  if (!Object.values(labels).some(isTemplate)) return [ownLabels(rule)];
  const sample = sampleOf(rule);
  const names = [...Object.keys(stack), ...Object.keys(probes?.backends ?? {})];
  const sets = names.map((name) => {
    const container = `${settings.compose.containerPrefix ?? ""}${name}`;
    const own = { ...sample.labels, job: name, service: name, name: container };
    return { alertname: rule.alert, ...renderLabels(labels, { ...sample, labels: own }) };
  });
  const all = [ownLabels(rule), ...sets];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}
