import type { Route } from "../../../lib/alerting/model.ts";
import { durationSeconds } from "../../../lib/duration.ts";
import type { Duration, Model, Rule } from "../../../lib/model.ts";

/** The same model with a minute as a second, a second at the least: what people would wait for, a test can see. */
export function hasten(model: Model): Model {
  const { alerting, rules, stack } = model;
  return {
    ...model,
    stack: Object.fromEntries(
      Object.entries(stack).map(([name, service]) => [
        name,
        service.scrape
          ? { ...service, scrape: { ...service.scrape, interval: fast(service.scrape.interval) } }
          : service,
      ]),
    ),
    rules: rules.map((group) => ({
      ...group,
      definition: { every: fast(group.definition.every), rules: group.definition.rules.map(fastRule) },
    })),
    ...(alerting && {
      alerting: { ...alerting, definition: { ...alerting.definition, route: fastRoute(alerting.definition.route) } },
    }),
  };
}

const fast = (duration: Duration): Duration => `${Math.max(1, Math.round(durationSeconds(duration) / 60))}s`;

const fastRule = (rule: Rule): Rule => ("alert" in rule ? { ...rule, for: fast(rule.for) } : rule);

const fastRoute = <R extends Route>(route: R): R => ({
  ...route,
  ...(route.groupWait && { groupWait: fast(route.groupWait) }),
  ...(route.groupInterval && { groupInterval: fast(route.groupInterval) }),
  ...(route.repeatInterval && { repeatInterval: fast(route.repeatInterval) }),
  ...(route.routes && { routes: route.routes.map(fastRoute) }),
});
