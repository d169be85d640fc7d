import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { alertsOf, panelsOf } from "./walk.ts";

export const alertPanel: Check = {
  name: "alert-panel",
  description: "The notified person opens the panel or row that the alert refers to, so it must exist.",
  *find(model) {
    for (const { rule, where } of alertsOf(model)) {
      if (typeof rule.dashboard === "string") continue;
      const { uid, ...parts } = rule.dashboard;
      const dashboard = model.dashboards.find(({ name }) => name === uid);
      // The check alert-dashboard reports a dashboard that does not exist.
      if (!dashboard) continue;
      const titles = {
        row: dashboard.definition.rows.map(({ title }) => title),
        panel: [...panelsOf(dashboard)].flatMap(({ panel }) => panel.title ?? []),
      };
      for (const kind of ["row", "panel"] as const) {
        const title = parts[kind];
        if (title === undefined || titles[kind].includes(title)) continue;
        const hint = didYouMean(title, titles[kind]);
        yield { ...where, message: `dashboard "${uid}" has no ${kind} "${title}"`, ...(hint && { hint }) };
      }
    }
  },
};
