import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { alertsOf } from "./walk.ts";

export const alertDashboard: Check = {
  name: "alert-dashboard",
  why: "Whoever is paged opens the alert's dashboard first, and must not find a 404.",
  *find(model) {
    const uids = model.dashboards.map(({ name }) => name);
    for (const { rule, where } of alertsOf(model)) {
      if (uids.includes(rule.dashboard)) continue;
      const hint = didYouMean(rule.dashboard, uids);
      yield { ...where, message: `no dashboard "${rule.dashboard}" in dashboards/`, ...(hint && { hint }) };
    }
  },
  bad: () => exampleModel({ alert: { dashboard: "hots" }, uids: ["hosts"] }),
  good: () => exampleModel({ alert: { dashboard: "hosts" }, uids: ["hosts"] }),
};
