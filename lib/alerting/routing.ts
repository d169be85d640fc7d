import type { Alerting, InhibitRule, ReceiverName, RootRoute, Route } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Duration } from "../model/model.ts";
import { type Labels, literalsOf, type Matcher, matchesAll } from "./matchers.ts";
import { type Address, addressesOf } from "./receivers.ts";

/** A route with what it inherits filled in. */
export interface ResolvedRoute {
  /** The definitions from the root to the route itself. */
  readonly path: readonly Route[];
  readonly receiver: ReceiverName;
  readonly groupBy: readonly string[];
  readonly groupWait: Duration;
  readonly groupInterval: Duration;
  readonly repeatInterval: Duration;
  /** For the messages; their values may be templates. */
  readonly labels: Labels;
}

/**
 * The routes that an alert takes, exactly as Alertmanager finds them: depth first, left to right, up to the first
 * child that matches without `continue`; a route none of whose children match takes the alert itself.
 * Never empty, since the root matches every alert.
 */
export const routesFor = (root: RootRoute, labels: Labels): ResolvedRoute[] => visit(resolveRoot(root), labels);

function visit(resolved: ResolvedRoute, labels: Labels): ResolvedRoute[] {
  const taken: ResolvedRoute[] = [];
  for (const child of routeOf(resolved).routes ?? []) {
    if (!matchesAll(child.matchers ?? [], labels)) continue;
    taken.push(...visit(inherit(resolved, child), labels));
    if (!child.continue) break;
  }
  return taken.length > 0 ? taken : [resolved];
}

/** Every route of the tree in the order in which they are tried: children before their parent. */
export function allRoutes(root: RootRoute): ResolvedRoute[] {
  const below = (resolved: ResolvedRoute): ResolvedRoute[] => [
    ...(routeOf(resolved).routes ?? []).flatMap((child) => below(inherit(resolved, child))),
    resolved,
  ];
  return below(resolveRoot(root));
}

/** The definition of a resolved route. */
export const routeOf = ({ path }: ResolvedRoute): Route => path[path.length - 1] as Route;

function resolveRoot(root: RootRoute): ResolvedRoute {
  const { receiver, groupBy, groupWait, groupInterval, repeatInterval, labels = {} } = root;
  return { path: [root], receiver, groupBy, groupWait, groupInterval, repeatInterval, labels };
}

function inherit(parent: ResolvedRoute, child: Route): ResolvedRoute {
  return {
    path: [...parent.path, child],
    receiver: child.receiver ?? parent.receiver,
    groupBy: child.groupBy ?? parent.groupBy,
    groupWait: child.groupWait ?? parent.groupWait,
    groupInterval: child.groupInterval ?? parent.groupInterval,
    repeatInterval: child.repeatInterval ?? parent.repeatInterval,
    labels: child.labels ? { ...parent.labels, ...child.labels } : parent.labels,
  };
}

/** A value that no matcher has. */
export const unnamed = "other";

/** Labels of an alert that the route, or one below it, takes; undefined if there are none. */
export function labelsReaching(root: RootRoute, target: ResolvedRoute): Labels | undefined {
  const passes = ({ path }: ResolvedRoute) => path.includes(routeOf(target));
  return candidates(root, matchersOf(target)).find((labels) => routesFor(root, labels).some(passes));
}

/** Whether a matcher of the path is a regular expression that is not a list of values: then finding no labels proves nothing. */
export const hasPattern = (route: ResolvedRoute): boolean =>
  matchersOf(route).some((matcher) => literalsOf(matcher) === undefined);

const matchersOf = ({ path }: ResolvedRoute): Matcher[] => path.flatMap(({ matchers = [] }) => matchers);

/** Label sets that satisfy the wanted matchers, in every combination of the values that some route has. */
function candidates(root: RootRoute, wanted: readonly Matcher[]): Labels[] {
  const asked = allRoutes(root).flatMap((route) => routeOf(route).matchers ?? []);
  let sets: Labels[] = [{}];
  for (const label of new Set(asked.map((matcher) => matcher.label))) {
    const isOn = (matcher: Matcher) => matcher.label === label;
    const own = wanted.filter(isOn);
    const fitting = valuesWorthTrying(own, asked.filter(isOn)).filter((value) => matchesAll(own, { [label]: value }));
    sets = sets.flatMap((labels) => fitting.map((value) => ({ ...labels, [label]: value })));
  }
  return sets;
}

/** To get past routes that ask for a label which the target does not, an unnamed value does, unless one asks for its absence. */
function valuesWorthTrying(wanted: readonly Matcher[], asked: readonly Matcher[]): string[] {
  const isPositive = ({ op }: Matcher) => op === "=" || op === "=~";
  if (wanted.length === 0 && asked.every(isPositive)) return [unnamed];
  return [...new Set([unnamed, "", ...asked.flatMap((matcher) => literalsOf(matcher) ?? [])])];
}

/** A notification of an alert. It is sent `route.groupWait` after the alert fires, at the latest. */
export interface Notification {
  readonly route: ResolvedRoute;
  readonly addresses: readonly Address[];
}

/** The notifications of an alert with these labels, soonest first. A receiver that is not defined notifies nobody. */
export const notificationsFor = (
  { route, receivers }: Pick<Alerting, "route" | "receivers">,
  labels: Labels,
): Notification[] =>
  routesFor(route, labels)
    .map((taken) => ({ route: taken, addresses: addressesOf(receivers[taken.receiver] ?? {}) }))
    .sort((a, b) => durationSeconds(a.route.groupWait) - durationSeconds(b.route.groupWait));

/** An alert as Alertmanager holds it. Times are RFC 3339. */
export interface NotifiedAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Where Prometheus shows the alert's expression. */
  readonly generatorURL: string;
}

/**
 * What Alertmanager's templates are given for one group of alerts.
 * Source: https://prometheus.io/docs/alerting/latest/notifications/#data
 */
export const notificationData = (
  receiver: string,
  groupBy: readonly string[],
  alerts: readonly NotifiedAlert[],
  externalURL: string,
) => ({
  receiver,
  status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
  alerts,
  groupLabels: groupLabels(groupBy, alerts[0]?.labels ?? {}),
  commonLabels: common(alerts.map(({ labels }) => labels)),
  commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
  externalURL,
});

export interface NotificationData extends ReturnType<typeof notificationData> {
  readonly routeLabels?: Labels;
}

/** The labels that identify an alert's group within its route. */
export const groupLabels = (groupBy: readonly string[], labels: Labels): Labels =>
  groupBy.includes("...")
    ? labels
    : Object.fromEntries(groupBy.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));

function common([first = {}, ...others]: readonly Labels[]): Labels {
  if (others.length === 0) return first;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((each) => each[key] === value)),
  );
}

export interface Inhibition<A> {
  readonly rule: InhibitRule;
  /** The alert that inhibits the other one. */
  readonly source: A;
}

/** What inhibits an alert while others fire, as Alertmanager decides it; undefined if nothing does. */
export function inhibitionOf<A extends { readonly labels: Labels }>(
  rules: readonly InhibitRule[],
  target: Labels,
  firing: readonly A[],
): Inhibition<A> | undefined {
  for (const rule of rules) {
    const source =
      matchesAll(rule.targetMatchers, target) && firing.find((alert) => inhibits(rule, alert.labels, target));
    if (source) return { rule, source };
  }
  return undefined;
}

/** An alert on both sides of a rule is not inhibited by another such alert, or they would inhibit each other. */
function inhibits({ sourceMatchers, targetMatchers, equal }: InhibitRule, source: Labels, target: Labels): boolean {
  if (!matchesAll(sourceMatchers, source)) return false;
  if (matchesAll(sourceMatchers, target) && matchesAll(targetMatchers, source)) return false;
  return equal.every((label) => (source[label] ?? "") === (target[label] ?? ""));
}
