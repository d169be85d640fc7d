import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { alertsOf } from "./walk.ts";

export const alertName: Check = {
  name: "alert-name",
  why: "Two alerts of one name and severity share examples, runbook and inhibition, and nobody can tell them apart.",
  *find(model) {
    const seen = new Map<string, string>();
    for (const { rule, where } of alertsOf(model)) {
      const key = `${rule.alert} (${rule.severity})`;
      const first = seen.get(key);
      if (first !== undefined)
        yield { ...where, message: `${key} stands in ${first} too`, hint: "rename one, or change its severity" };
      seen.set(key, where.file);
    }
  },
  bad: () => twice("critical"),
  good: () => twice("warning"),
};

function twice(severity: "critical" | "warning") {
  const model = exampleModel({});
  const [second] = exampleModel({ alert: { severity } }).rules;
  return second ? { ...model, rules: [...model.rules, { ...second, file: "rules/more.ts" }] } : model;
}
