import type { InhibitRule } from "../model/alerting.ts";
import { type Labels, matchesAll } from "./matchers.ts";

export interface Inhibition<A> {
  readonly rule: InhibitRule;
  /** The alert that inhibits the other one. */
  readonly source: A;
}

/** What inhibits an alert while others fire, as Alertmanager decides it; undefined if nothing does. */
export function inhibitionOf<A extends { readonly labels: Labels }>(
  rules: readonly InhibitRule[],
  target: Labels,
  firing: readonly A[],
): Inhibition<A> | undefined {
  for (const rule of rules) {
    const source =
      matchesAll(rule.targetMatchers, target) && firing.find((alert) => inhibits(rule, alert.labels, target));
    if (source) return { rule, source };
  }
  return undefined;
}

/** An alert on both sides of a rule is not inhibited by another such alert, or they would inhibit each other. */
function inhibits({ sourceMatchers, targetMatchers, equal }: InhibitRule, source: Labels, target: Labels): boolean {
  if (!matchesAll(sourceMatchers, source)) return false;
  if (matchesAll(sourceMatchers, target) && matchesAll(targetMatchers, source)) return false;
  return equal.every((label) => (source[label] ?? "") === (target[label] ?? ""));
}
