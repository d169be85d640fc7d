import { eq } from "../../alerting/matchers.ts";
import type { Model } from "../../model/model.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { inhibitionsOf } from "./walk.ts";

export const inhibitSides: Check = {
  name: "inhibit-sides",
  why: "An inhibition without an alert on one of its sides looks like quiet and keeps nothing quiet.",
  *find(model) {
    for (const { where, sources, targets } of inhibitionsOf(model))
      for (const [side, alerts] of [
        ["sourceMatchers", sources],
        ["targetMatchers", targets],
      ] as const)
        if (alerts.length === 0)
          yield {
            ...where,
            path: [...where.path, side],
            message: "no alert matches",
            hint: "mend the matchers or remove it",
          };
  },
  bad: () => inhibitingBy("HostGone"),
  good: () => inhibitingBy("HostDown"),
};

function inhibitingBy(source: string): Model {
  const sides = { sourceMatchers: [eq("alertname", source)], targetMatchers: [eq("alertname", "HostDown")] };
  return alertingExample({ alerting: { inhibitRules: [{ name: "rule", ...sides, equal: [] }] } });
}
