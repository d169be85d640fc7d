import { eq, literalsOf, type Matcher } from "../../alerting/matchers.ts";
import { routeOf } from "../../alerting/route.ts";
import type { Model } from "../../model/model.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import type { Check } from "../check.ts";
import { alertsOf, type Where } from "../walk.ts";
import { alertingExample } from "./example.ts";
import { inhibitionsOf, routesOf } from "./walk.ts";

export const matcherAlert: Check = {
  name: "matcher-alert",
  why: "A misspelt alert in a route or an inhibition matches nothing, and nobody notices.",
  *find(model) {
    const names = new Set(Array.from(alertsOf(model), ({ rule }) => rule.alert));
    for (const { matcher, where } of matchersOf(model)) {
      if (matcher.label !== "alertname") continue;
      for (const name of literalsOf(matcher) ?? []) {
        if (names.has(name)) continue;
        yield { ...where, message: `no alert "${name}"`, hint: didYouMean(name, names) ?? "name an alert of rules/" };
      }
    }
  },
  bad: () => alertingExample({ routes: [{ matchers: [eq("alertname", "HostDwon")] }] }),
  good: () => alertingExample({ routes: [{ matchers: [eq("alertname", "HostDown")] }] }),
};

function* matchersOf(model: Model): Generator<{ matcher: Matcher; where: Where }> {
  for (const { route, where } of routesOf(model))
    for (const matcher of routeOf(route).matchers ?? []) yield { matcher, where };
  for (const { rule, where } of inhibitionsOf(model))
    for (const matcher of [...rule.sourceMatchers, ...rule.targetMatchers]) yield { matcher, where };
}
