import { ownLabels } from "../../alerting/labels.ts";
import { eq } from "../../alerting/matchers.ts";
import { routesFor } from "../../alerting/route.ts";
import type { Check } from "../check.ts";
import { alertsOf } from "../walk.ts";
import { alertingExample } from "./example.ts";

export const alertUnrouted: Check = {
  name: "alert-unrouted",
  why: "The root is the net below the routes: an alert of ours that falls into it has no owner.",
  *find(model) {
    const root = model.alerting?.definition.route;
    if (!root?.routes?.length) return;
    for (const { rule, where } of alertsOf(model)) {
      const taken = routesFor(root, ownLabels(rule));
      if (taken.some(({ path }) => path.length === 1))
        yield { ...where, message: "no route takes it", hint: "add a route for its labels in alerting/routes.ts" };
    }
  },
  bad: () => alertingExample({ routes: [{ matchers: [eq("severity", "warning")] }] }),
  good: () => alertingExample({ routes: [{ matchers: [eq("severity", "critical")] }] }),
};
