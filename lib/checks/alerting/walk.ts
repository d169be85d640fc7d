import { mayMatch } from "../../alerting/labels.ts";
import { formatMatcher } from "../../alerting/matchers.ts";
import { allRoutes, type ResolvedRoute } from "../../alerting/route.ts";
import type { InhibitRule } from "../../model/alerting.ts";
import type { AlertRule, Model } from "../../model/model.ts";
import { alertsOf, type Where } from "../walk.ts";

/** Every route with its place. */
export function* routesOf({ alerting }: Model): Generator<{ route: ResolvedRoute; where: Where }> {
  if (!alerting) return;
  for (const route of allRoutes(alerting.definition.route))
    yield { route, where: { file: alerting.file, path: pathOf(route) } };
}

const pathOf = ({ path }: ResolvedRoute): string[] => [
  "route",
  ...path.slice(1).map(({ matchers = [] }) => matchers.map(formatMatcher).join(", ") || "every alert"),
];

export interface Inhibiting {
  readonly rule: InhibitRule;
  readonly where: Where;
  /** Alerts that may silence, and alerts that may be silenced. */
  readonly sources: readonly AlertRule[];
  readonly targets: readonly AlertRule[];
}

/** Every inhibition rule with its place and the alerts on its two sides. */
export function* inhibitionsOf(model: Model): Generator<Inhibiting> {
  if (!model.alerting) return;
  const { file, definition } = model.alerting;
  const alerts = Array.from(alertsOf(model), ({ rule }) => rule);
  for (const rule of definition.inhibitRules)
    yield {
      rule,
      where: { file, path: ["inhibitRules", rule.name] },
      sources: alerts.filter((alert) => mayMatch(rule.sourceMatchers, alert)),
      targets: alerts.filter((alert) => mayMatch(rule.targetMatchers, alert)),
    };
}
