import { uidOf } from "../model/reference.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { didYouMean } from "./suggest.ts";
import { alertsOf } from "./walk.ts";

export const alertDashboard: Check = {
  name: "alert-dashboard",
  why: "Whoever is paged opens the alert's dashboard first, and must not find a 404.",
  *find(model) {
    const uids = model.dashboards.map(({ name }) => name);
    for (const { rule, where } of alertsOf(model)) {
      const uid = uidOf(rule.dashboard);
      if (uids.includes(uid)) continue;
      const hint = didYouMean(uid, uids);
      yield { ...where, message: `no dashboard "${uid}" in dashboards/`, ...(hint && { hint }) };
    }
  },
  bad: () => exampleModel({ alert: { dashboard: "hots" }, uids: ["hosts"] }),
  good: () => exampleModel({ alert: { dashboard: "hosts" }, uids: ["hosts"] }),
};
