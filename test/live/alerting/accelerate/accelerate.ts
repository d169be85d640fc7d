import type { Route } from "../../../../lib/model/alerting.ts";
import { durationSeconds } from "../../../../lib/model/duration.ts";
import type { Duration, Model, Rule, Service } from "../../../../lib/model/model.ts";
import type { Promql } from "../../../../lib/promql/promql.ts";
import { acceleratePromql, type Pace } from "./promql.ts";

/** A minute lasts a second. */
const sixtyTimes = 60;

/** The acceleration. The metric catalogs define which metrics are timestamps. */
export function paceOf({ catalogs }: Model, times = sixtyTimes): Pace {
  const metrics = catalogs.flatMap(({ definition }) => Object.entries(definition.metrics));
  const timestamps = new Set(metrics.flatMap(([name, { unit }]) => (unit === "timestamp" ? [name] : [])));
  return { times, isTimestamp: (metric) => timestamps.has(metric) };
}

/** The same model in accelerated time. Targets and rules are scraped and evaluated once per accelerated minute at most. */
export function accelerate(model: Model, pace: Pace = paceOf(model)): Model {
  const { alerting, probes, rules, stack } = model;
  return {
    ...model,
    stack: Object.fromEntries(Object.entries(stack).map(([name, service]) => [name, fastService(service, pace)])),
    ...(probes && { probes: { ...probes, interval: fastInterval(probes.interval, pace) } }),
    rules: rules.map((group) => ({
      ...group,
      definition: {
        interval: fastInterval(group.definition.interval, pace),
        rules: group.definition.rules.map((rule) => fastRule(rule, pace)),
      },
    })),
    ...(alerting && {
      alerting: {
        ...alerting,
        definition: { ...alerting.definition, route: fastRoute(alerting.definition.route, pace) },
      },
    }),
  };
}

/** A duration in accelerated time. */
export const fast = (duration: Duration, { times }: Pace): Duration =>
  `${Math.round((durationSeconds(duration) * 1000) / times)}ms`;

const fastInterval = (duration: Duration, pace: Pace): Duration =>
  fast(durationSeconds(duration) < 60 ? "1m" : duration, pace);

function fastService(service: Service, pace: Pace): Service {
  if (!service.scrape) return service;
  const interval = fastInterval(service.scrape.interval, pace);
  return { ...service, scrape: { ...service.scrape, interval, timeout: interval } };
}

function fastRule(rule: Rule, pace: Pace): Rule {
  const expr = acceleratePromql(rule.expr, pace) as Promql;
  if ("record" in rule) return { ...rule, expr };
  const { keepFiringFor } = rule;
  return {
    ...{ ...rule, expr, for: fast(rule.for, pace) },
    ...(keepFiringFor && { keepFiringFor: fast(keepFiringFor, pace) }),
  };
}

const fastRoute = <R extends Route>(route: R, pace: Pace): R => ({
  ...route,
  ...(route.groupWait && { groupWait: fast(route.groupWait, pace) }),
  ...(route.groupInterval && { groupInterval: fast(route.groupInterval, pace) }),
  ...(route.repeatInterval && { repeatInterval: fast(route.repeatInterval, pace) }),
  ...(route.routes && { routes: route.routes.map((each) => fastRoute(each, pace)) }),
});
