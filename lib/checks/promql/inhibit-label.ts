import { is } from "../../alerting/matchers.ts";
import { alertLabels } from "../../emit/rules.ts";
import type { AlertRule, Model } from "../../model.ts";
import { hasLabel, type Labels } from "../../promql/analysis/labels.ts";
import { alertingExample } from "../alerting/example.ts";
import { inhibitionsOf } from "../alerting/walk.ts";
import type { Check } from "../check.ts";
import { alertOn } from "./example.ts";
import { expressionsOf } from "./expressions.ts";

export const inhibitLabel: Check = {
  name: "inhibit-label",
  why: "Alerts that must agree in a label which only one of them keeps never silence each other.",
  *find(model) {
    const labels = labelsByAlert(model);
    for (const { rule, where, sources, targets } of inhibitionsOf(model))
      for (const label of rule.equal) {
        const lost = lostOn(presence(label, sources, labels), presence(label, targets, labels));
        if (!lost) continue;
        const message = `no ${lost} alert has label "${label}", which those on the other side have: they never agree in it`;
        yield { ...where, path: [...where.path, "equal"], message, hint: `keep it in the ${lost} alerts' expressions` };
      }
  },
  bad: () => inhibiting("sum(shop_queue_length) > 5"),
  good: () => inhibiting("sum by (instance) (shop_queue_length) > 5"),
};

function lostOn(source: Presence | undefined, target: Presence | undefined): "source" | "target" | undefined {
  if (source === "never" && target === "always") return "source";
  return source === "always" && target === "never" ? "target" : undefined;
}

type Presence = ReturnType<typeof hasLabel>;

/** Whether all alerts have the label or none has; undefined if they differ or it cannot be told. */
function presence(
  label: string,
  alerts: readonly AlertRule[],
  labels: ReadonlyMap<AlertRule, Labels>,
): Presence | undefined {
  const found = new Set(alerts.map((alert) => presenceIn(label, alert, labels.get(alert))));
  const [only] = found;
  return found.size === 1 && only !== "maybe" ? only : undefined;
}

function presenceIn(label: string, alert: AlertRule, labels: Labels | undefined): Presence {
  if (label === "alertname" || label in alertLabels(alert)) return "always";
  return labels ? hasLabel(labels, label) : "maybe";
}

function labelsByAlert(model: Model): ReadonlyMap<AlertRule, Labels> {
  return new Map(
    expressionsOf(model).flatMap(({ rule, analysis }) =>
      rule && "alert" in rule && analysis ? [[rule, analysis.root.labels] as const] : [],
    ),
  );
}

/** An alert on the shop's queue, silenced by one that says that the shop is down. */
function inhibiting(expr: string): Model {
  const model = alertOn(expr);
  const [down] = alertOn('up{job="shop"} == 0', { alert: "ShopDown" } as Partial<AlertRule>).rules;
  const sides = { sourceMatchers: [is("alertname", "ShopDown")], targetMatchers: [is("alertname", "HostDown")] };
  const { alerting } = alertingExample({
    alerting: { inhibitRules: [{ name: "shop", ...sides, equal: ["instance"] }] },
  });
  return { ...model, ...(alerting && { alerting }), rules: down ? [...model.rules, down] : model.rules };
}
