import { eq } from "../../alerting/matchers.ts";
import { isBeyondWords, labelsReaching } from "../../alerting/reach.ts";
import type { Check } from "../check.ts";
import { alertingExample } from "./example.ts";
import { routesOf } from "./walk.ts";

export const routeUnreachable: Check = {
  name: "route-unreachable",
  why: "A route that another one shadows tells nobody, and reads as if it did.",
  *find(model) {
    const root = model.alerting?.definition.route;
    if (!root) return;
    for (const { route, where } of routesOf(model))
      if (!isBeyondWords(route) && !labelsReaching(root, route))
        yield {
          ...where,
          message: "no alert gets here",
          hint: "a route before it takes the same alerts: put it first, or let the other one `continue`",
        };
  },
  bad: () =>
    alertingExample({
      routes: [{ matchers: [eq("severity", "critical", "warning")] }, { matchers: [eq("severity", "warning")] }],
    }),
  good: () =>
    alertingExample({
      routes: [
        { matchers: [eq("severity", "critical", "warning")], continue: true },
        { matchers: [eq("severity", "warning")] },
      ],
    }),
};
