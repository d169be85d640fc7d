import { eq } from "../../alerting/matchers.ts";
import type { AlertRule, Model, Severity } from "../../model/model.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { inhibitionsOf } from "./walk.ts";

export const inhibitGraver: Check = {
  name: "inhibit-graver",
  why: "A warning that silences a critical alert is how an outage goes unnoticed.",
  *find(model) {
    for (const { where, sources, targets } of inhibitionsOf(model)) {
      const [source] = [...sources].sort(byGravity);
      const target = [...targets].sort(byGravity).at(-1);
      if (!source || !target || byGravity(source, target) >= 0) continue;
      yield {
        ...where,
        message: `${source.alert} (${source.severity}) silences ${target.alert} (${target.severity})`,
        hint: "let a graver alert be the source, or leave the target out",
      };
    }
  },
  bad: () => inhibiting("warning", "critical"),
  good: () => inhibiting("critical", "warning"),
};

const gravity: Readonly<Record<Severity, number>> = { none: 0, info: 1, warning: 2, critical: 3 };

const byGravity = (a: AlertRule, b: AlertRule): number => gravity[a.severity] - gravity[b.severity];

function inhibiting(source: Severity, target: Severity): Model {
  const model = alertingExample({
    alert: { severity: source },
    alerting: {
      inhibitRules: [
        { name: "rule", sourceMatchers: [eq("severity", source)], targetMatchers: [eq("severity", target)], equal: [] },
      ],
    },
  });
  const other = alertingExample({ alert: { alert: "HostSlow", severity: target } });
  return { ...model, rules: [...model.rules, ...other.rules] };
}
