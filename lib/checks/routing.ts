import { ownLabels, possibleLabels } from "../alerting/labels.ts";
import { formatMatcher, literalsOf, type Matcher, matcherProblem } from "../alerting/matchers.ts";
import {
  allRoutes,
  hasPattern,
  labelsReaching,
  notificationsFor,
  type ResolvedRoute,
  routeOf,
  routesFor,
} from "../alerting/routing.ts";
import type { InhibitRule, Route } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Alert, Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { alertsOf, type Check, type Where } from "./check.ts";
import { alertLabelsOf, expressionsOf } from "./expressions.ts";

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

/** Every inhibition rule with its place. */
export function* inhibitRulesOf({ alerting }: Model): Generator<{ rule: InhibitRule; where: Where }> {
  for (const rule of alerting?.definition.inhibitRules ?? [])
    yield { rule, where: { file: alerting?.file ?? "", path: ["inhibitRules", rule.name] } };
}

const alertUnrouted: Check = {
  name: "alert-unrouted",
  description: "The root route catches alerts that no other route takes: such an alert has no owner.",
  *find(model) {
    const root = model.alerting?.definition.route;
    if (!root?.routes?.length) return;
    for (const { rule, where } of alertsOf(model)) {
      const taken = routesFor(root, ownLabels(rule));
      if (taken.some(({ path }) => path.length === 1))
        yield { ...where, message: "no route takes it", hint: "add a route for its labels in alerting/routes.ts" };
    }
  },
};

const alertOwnerNotified: Check = {
  name: "alert-owner-notified",
  description: "The team that a warning or critical alert names must be among those that its routes notify.",
  *find(model) {
    if (!model.alerting) return;
    for (const { rule, where } of alertsOf(model)) {
      if (rule.severity !== "critical" && rule.severity !== "warning") continue;
      for (const labels of possibleLabels(rule, model)) {
        const owner = labels.team ?? rule.team;
        const team = model.teams[owner];
        // The check alert-owner reports an unknown team in the rule itself.
        if (!team && owner === rule.team) continue;
        const notified = notificationsFor(model.alerting.definition, labels).flatMap(({ addresses }) => addresses);
        const own = [team?.email, team?.slack, team?.pagerdutyKeyFile];
        if (team && notified.some(({ to }) => own.includes(to))) continue;
        yield {
          ...where,
          message: team
            ? `no route notifies its owner, ${owner}`
            : `its label "team" can be "${owner}", which is no team`,
          hint: team ? "add a route for this team in alerting/routes.ts" : "name a team of teams.ts",
        };
        break;
      }
    }
  },
};

const matcherUnknownAlert: Check = {
  name: "matcher-unknown-alert",
  description: "A matcher on an alert name that no rule defines matches nothing.",
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
};

function* matchersOf(model: Model): Generator<{ matcher: Matcher; where: Where }> {
  for (const { route, where } of routesOf(model))
    for (const matcher of routeOf(route).matchers ?? []) yield { matcher, where };
  for (const { rule, where } of inhibitRulesOf(model))
    for (const matcher of [...rule.sourceMatchers, ...rule.targetMatchers]) yield { matcher, where };
}

const matcherRegex: Check = {
  name: "matcher-regex",
  description: "Alertmanager refuses a configuration with a regular expression that is not RE2.",
  *find(model) {
    for (const { matcher, where } of matchersOf(model)) {
      const problem = matcherProblem(matcher);
      if (problem !== undefined)
        yield {
          ...where,
          message: `${formatMatcher(matcher)}: ${problem}`,
          hint: "RE2 has no lookaround and no backreferences",
        };
    }
  },
};

const matcherLabel: Check = {
  name: "matcher-label",
  description: "A label that no alert has is empty everywhere: the matcher takes no alert, or every one.",
  *find(model) {
    const alerts = Array.from(alertsOf(model), ({ rule }) => rule);
    const alertHasLabel = alertLabelsOf(model);
    const isUnknown = (label: string) =>
      alerts.length > 0 && alerts.every((rule) => alertHasLabel(rule, label) === "never");
    for (const { matcher, where } of matchersOf(model)) {
      const { label, op, value } = matcher;
      // `cluster=""` asks for alerts without the label.
      if ((op === "=" && value === "") || !isUnknown(label)) continue;
      const hint = didYouMean(label, labelsOf(model)) ?? "match a label that alerts have";
      yield { ...where, message: `no alert has the label "${label}"`, hint };
    }
  },
};

/** Every label that some alert is known to have. */
export const labelsOf = (model: Model): Set<string> =>
  new Set(
    expressionsOf(model).flatMap(({ rule, analysis }) =>
      rule && "alert" in rule ? [...Object.keys(ownLabels(rule)), ...(analysis?.root.labels.known.keys() ?? [])] : [],
    ),
  );

const routeGroupBy: Check = {
  name: "route-group-by",
  description: "Alerts without one of the groupBy labels all fall into one group, as if they were one problem.",
  *find(model) {
    const root = model.alerting?.definition.route;
    if (!root) return;
    const alertHasLabel = alertLabelsOf(model);
    const takenBy = new Map<Route, Alert[]>();
    for (const { rule } of alertsOf(model))
      for (const route of routesFor(root, ownLabels(rule))) {
        const taken = takenBy.get(routeOf(route));
        if (taken) taken.push(rule);
        else takenBy.set(routeOf(route), [rule]);
      }
    for (const { route, where } of routesOf(model)) {
      const taken = takenBy.get(routeOf(route)) ?? [];
      for (const label of route.groupBy) {
        // An identity label exists only where there are several parts of the platform.
        const isExempt = label === "..." || model.settings.identityLabels.includes(label);
        const lacking = isExempt ? undefined : taken.find((rule) => alertHasLabel(rule, label) === "never");
        if (!lacking) continue;
        const message = `groups by "${label}", which ${lacking.alert} does not have`;
        const known = labelsOf(model);
        const meant = known.has(label) ? undefined : didYouMean(label, known);
        yield { ...where, message, hint: meant ?? "group by labels of every alert, such as alertname and domain" };
      }
    }
  },
};

const routeIdentity: Check = {
  name: "route-identity",
  description:
    "Without an identity label in groupBy, an alert in a second cluster adds to the first one's notification, or waits for its repetition.",
  *find(model) {
    for (const { route, where } of routesOf(model))
      for (const label of model.settings.identityLabels) {
        if (route.groupBy.includes(label) || route.groupBy.includes("...")) continue;
        const message = `groupBy lacks "${label}": alerts of every ${label} are one notification`;
        yield { ...where, message, hint: `add "${label}"` };
      }
  },
};

const routeRepeatInterval: Check = {
  name: "route-repeat-interval",
  description:
    "Alertmanager checks repeatInterval once per groupInterval: a repeat that is not a multiple of it is late.",
  *find(model) {
    for (const { route, where } of routesOf(model)) {
      const { groupInterval, repeatInterval } = route;
      const [group, repeat] = [durationSeconds(groupInterval), durationSeconds(repeatInterval)];
      // A shorter one means "at every groupInterval", which a dead man's switch needs.
      if (repeat < group || repeat % group === 0) continue;
      yield {
        ...where,
        message: `repeatInterval ${repeatInterval} is not a multiple of groupInterval ${groupInterval}`,
        hint: "make it a multiple",
      };
    }
  },
};

const routeUnreachable: Check = {
  name: "route-unreachable",
  description: "A route whose alerts an earlier route takes never notifies anybody.",
  *find(model) {
    const root = model.alerting?.definition.route;
    if (!root) return;
    for (const { route, where } of routesOf(model))
      if (!hasPattern(route) && !labelsReaching(root, route))
        yield {
          ...where,
          message: "no alert reaches this route",
          hint: "a route before it takes the same alerts: put it first, or set `continue` on the other one",
        };
  },
};

export const routeGroupByForm: Check = {
  name: "route-group-by-form",
  description: 'Alertmanager refuses a label twice in groupBy, an empty one, and "..." beside others.',
  *find(model) {
    for (const { route, where } of routesOf(model)) {
      const own: readonly string[] = route.groupBy;
      const place = { ...where, path: [...where.path, "groupBy"] };
      const twice = own.find((label, i) => own.indexOf(label) < i);
      if (twice !== undefined) yield { ...place, message: `"${twice}" stands there twice`, hint: "remove one" };
      if (own.includes("")) yield { ...place, message: "a label is empty", hint: "remove it" };
      if (own.includes("...") && own.length > 1)
        yield { ...place, message: '"..." means every label, and others stand beside it', hint: 'write ["..."] alone' };
    }
  },
};

/** Checks of routes and of the matchers in routes and inhibition rules. */
export const routingChecks: readonly Check[] = [
  alertUnrouted,
  alertOwnerNotified,
  matcherUnknownAlert,
  matcherRegex,
  matcherLabel,
  routeGroupBy,
  routeIdentity,
  routeRepeatInterval,
  routeUnreachable,
];
