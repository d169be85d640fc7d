import { ownLabels } from "../../alerting/labels.ts";
import { routeOf, routesFor } from "../../alerting/route.ts";
import type { Model } from "../../model/model.ts";
import { promql } from "../../promql/promql.ts";
import type { Check } from "../check.ts";
import { alertsOf } from "../walk.ts";
import { carriedLabels } from "./carried.ts";
import { alertingExample } from "./example.ts";
import { routesOf } from "./walk.ts";

export const routeGroupBy: Check = {
  name: "route-group-by",
  why: "Alerts without a label that they are grouped by end up in one group, as if they were one problem.",
  *find(model) {
    const root = model.alerting?.definition.route;
    if (!root) return;
    const carries = carriedLabels(model);
    const alerts = Array.from(alertsOf(model), ({ rule }) => ({ rule, taken: routesFor(root, ownLabels(rule)) }));
    for (const { route, where } of routesOf(model)) {
      const taking = alerts.filter(({ taken }) => taken.some((each) => routeOf(each) === routeOf(route)));
      for (const label of route.groupBy) {
        const lacking = label === "..." ? undefined : taking.find(({ rule }) => carries(rule, label) === "never");
        if (!lacking) continue;
        const message = `groups by "${label}", which ${lacking.rule.alert} does not have`;
        yield { ...where, message, hint: "group by labels of every alert, such as alertname and domain" };
      }
    }
  },
  bad: () => groupingBy("cluster"),
  good: () => groupingBy("instance"),
};

const groupingBy = (label: string): Model =>
  alertingExample({
    alert: { expr: promql`max by (instance) (up) == 0` },
    root: { groupBy: ["alertname", label] },
  });
