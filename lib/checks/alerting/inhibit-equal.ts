import { ownLabels } from "../../alerting/labels.ts";
import { eq } from "../../alerting/matchers.ts";
import type { AlertRule, Model } from "../../model/model.ts";
import { promql } from "../../promql/promql.ts";
import type { Check } from "../check.ts";
import { type Carries, carriedLabels } from "./carried.ts";
import { alertingExample } from "./example.ts";
import { inhibitionsOf } from "./walk.ts";

export const inhibitEqual: Check = {
  name: "inhibit-equal",
  why: "A label that neither side has counts as equal, and one that only one side has as different: both in silence.",
  *find(model) {
    const carries = carriedLabels(model);
    for (const { rule, where, sources, targets } of inhibitionsOf(model)) {
      const at = { ...where, path: [...where.path, "equal"] };
      for (const label of rule.equal)
        if (![...sources, ...targets].some((alert) => carries(alert, label) !== "never"))
          yield { ...at, message: `no alert on either side has the label "${label}"`, hint: "mend or remove it" };
      const canAgree = sources.some((source) => targets.some((target) => agree(source, target, rule.equal, carries)));
      if (canAgree || sources.length === 0 || targets.length === 0) continue;
      const hint = "leave out the label that only one side has";
      yield { ...at, message: "no source and target can ever agree on these labels", hint };
    }
  },
  bad: () => inhibitingBy("shard"),
  good: () => inhibitingBy("instance"),
};

/** Whether two alerts may have the same values, an absent label being empty. */
const agree = (source: AlertRule, target: AlertRule, equal: readonly string[], carries: Carries): boolean =>
  equal.every((label) => {
    const [own, other] = [ownLabels(source)[label], ownLabels(target)[label]];
    if (own !== undefined && other !== undefined) return own === other;
    const both = [carries(source, label), carries(target, label)];
    return !(both.includes("always") && both.includes("never"));
  });

function inhibitingBy(label: string): Model {
  const sides = { sourceMatchers: [eq("severity", "critical")], targetMatchers: [eq("severity", "warning")] };
  const alert = { expr: promql`max by (instance) (up) == 0` };
  const model = alertingExample({ alert, alerting: { inhibitRules: [{ name: "rule", ...sides, equal: [label] }] } });
  const lesser = alertingExample({ alert: { ...alert, severity: "warning" } });
  return { ...model, rules: [...model.rules, ...lesser.rules] };
}
