import type { Labels } from "../alerting/matchers.ts";
import {
  groupLabels,
  type Inhibition,
  inhibitionOf,
  type ResolvedRoute,
  routeOf,
  routesFor,
} from "../alerting/routing.ts";
import { mutedBy } from "../alerting/time-intervals.ts";
import type { Alerting } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Model } from "../model/model.ts";
import { partsOf, type VectorSelector } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";
import { type InputSeries, seriesOf } from "./experiment.ts";

/** An alert as one evaluation of the rules finds it. */
export interface EvaluatedAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

/** The result of one evaluation of the rules. */
export interface Evaluation {
  /** Seconds since the beginning. */
  readonly at: number;
  readonly alerts: readonly EvaluatedAlert[];
}

/** One flush of an aggregation group: the notification that it sends, and the alerts that are inhibited. */
export interface Flush {
  readonly at: number;
  readonly route: ResolvedRoute;
  /** Both empty where no notification is sent. */
  readonly firing: readonly EvaluatedAlert[];
  readonly resolved: readonly EvaluatedAlert[];
  readonly inhibited: readonly (Inhibition<EvaluatedAlert> & { readonly target: EvaluatedAlert })[];
  /** Present where a time interval of the route suppresses the notification. */
  readonly muted?: Muted;
}

/** What a muted route does not send. */
interface Muted {
  /** The time intervals that mute the route. */
  readonly by: readonly string[];
  readonly firing: readonly EvaluatedAlert[];
  /** Alerts whose end nobody is notified of: the group forgets them. Of some, nobody was notified at all. */
  readonly ended: readonly { readonly alert: EvaluatedAlert; readonly wasNotified: boolean }[];
}

interface Group {
  readonly route: ResolvedRoute;
  readonly members: Map<string, { alert: EvaluatedAlert; isFiring: boolean }>;
  /** When it is flushed next. */
  due: number;
}

/** The last notification of a group. It outlives the group. */
interface LastNotification {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly at: number;
}

/**
 * What Alertmanager does with successive evaluations: it groups, waits, inhibits, mutes, notifies and repeats.
 * Source: dispatch/dispatch.go and notify/notify.go of Alertmanager
 * @param start when the simulation begins, in milliseconds since 1970: time intervals depend on it
 */
export function dispatch(
  { route, inhibitRules, timeIntervals = {} }: Alerting,
  evaluations: readonly Evaluation[],
  start: number,
): Flush[] {
  const groups = new Map<string, Group>();
  const last = new Map<string, LastNotification>();
  const flushes: Flush[] = [];
  for (const [i, { at, alerts }] of evaluations.entries()) {
    const firing = alerts.filter(({ state }) => state === "firing");
    for (const alert of firing) for (const taken of routesFor(route, alert.labels)) join(groups, taken, alert, at);
    resolveOthers(groups, new Set(firing.map(keyOf)));
    for (let now = at; now < (evaluations[i + 1]?.at ?? at + 1); now++)
      for (const [key, group] of groups) {
        if (group.due > now) continue;
        const flushed = flush(group, now, (labels) => inhibitionOf(inhibitRules, labels, firing));
        if (group.members.size === 0) groups.delete(key);
        const by = mutedBy(routeOf(group.route), timeIntervals, start + now * 1000);
        if (by.length > 0) {
          const silent = mute(flushed, by, last.get(key));
          if (silent.muted || silent.inhibited.length > 0) flushes.push(silent);
          continue;
        }
        const notifies = needsNotification(flushed, last.get(key));
        if (notifies) last.set(key, { firing: keysOf(flushed.firing), resolved: keysOf(flushed.resolved), at: now });
        if (notifies) flushes.push(flushed);
        else if (flushed.inhibited.length > 0) flushes.push({ ...flushed, firing: [], resolved: [] });
      }
  }
  return flushes;
}

function join(groups: Map<string, Group>, route: ResolvedRoute, alert: EvaluatedAlert, now: number): void {
  const own = route.path.map(({ matchers, receiver }) => ({ matchers, receiver }));
  const key = JSON.stringify([own, Object.entries(groupLabels(route.groupBy, alert.labels)).sort()]);
  const group = groups.get(key) ?? { route, members: new Map(), due: now + durationSeconds(route.groupWait) };
  group.members.set(keyOf(alert), { alert, isFiring: true });
  groups.set(key, group);
}

function resolveOthers(groups: ReadonlyMap<string, Group>, firing: ReadonlySet<string>): void {
  for (const { members } of groups.values())
    for (const [key, member] of members) if (!firing.has(key)) members.set(key, { ...member, isFiring: false });
}

/** Removes resolved alerts from the group, and schedules its next flush. */
function flush(
  group: Group,
  now: number,
  inhibition: (labels: Labels) => Inhibition<EvaluatedAlert> | undefined,
): Flush {
  const members = [...group.members.values()];
  const inhibitions = members.map(({ alert }) => inhibition(alert.labels));
  const free = members.filter((_, i) => inhibitions[i] === undefined);
  const inhibited = members.flatMap(({ alert, isFiring }, i) => {
    const found = inhibitions[i];
    return found && isFiring ? [{ ...found, target: alert }] : [];
  });
  for (const { alert, isFiring } of members) if (!isFiring) group.members.delete(keyOf(alert));
  group.due = now + durationSeconds(group.route.groupInterval);
  const alertsOf = (isFiring: boolean) => free.filter((one) => one.isFiring === isFiring).map(({ alert }) => alert);
  return { at: now, route: group.route, firing: alertsOf(true), resolved: alertsOf(false), inhibited };
}

/** The flush of a muted route. The last notification stays as it was. */
function mute(flushed: Flush, by: readonly string[], last: LastNotification | undefined): Flush {
  const { firing, resolved } = flushed;
  const ended = resolved.map((alert) => ({ alert, wasNotified: last?.firing.has(keyOf(alert)) ?? false }));
  const silent = { ...flushed, firing: [], resolved: [] };
  return firing.length + ended.length === 0 ? silent : { ...silent, muted: { by, firing, ended } };
}

/** An alert fires or is resolved that the last notification did not contain, or `repeatInterval` has passed. */
function needsNotification({ at, route, firing, resolved }: Flush, last: LastNotification | undefined): boolean {
  if (firing.length + resolved.length === 0) return false;
  if (!last) return firing.length > 0;
  if (firing.some((alert) => !last.firing.has(keyOf(alert)))) return true;
  if (firing.length === 0) return last.firing.size > 0;
  if (resolved.some((alert) => !last.resolved.has(keyOf(alert)))) return true;
  // Alertmanager counts from the end of the delivery: a flush exactly `repeatInterval` later is still too early.
  return at - last.at > durationSeconds(route.repeatInterval);
}

const keyOf = ({ labels }: EvaluatedAlert): string => JSON.stringify(Object.entries(labels).sort());
const keysOf = (alerts: readonly EvaluatedAlert[]): Set<string> => new Set(alerts.map(keyOf));

/** One event of an incident simulation. Times are seconds since its beginning. */
export type Event = StateChange | Inhibited | MutedAlert | Notified;

interface StateChange {
  readonly at: number;
  readonly kind: "pending" | "firing" | "resolved";
  readonly alert: EvaluatedAlert;
}

interface Inhibited {
  readonly at: number;
  readonly kind: "inhibited";
  readonly alert: EvaluatedAlert;
  readonly source: EvaluatedAlert;
}

/** An alert of which a time interval keeps a route from notifying. */
export interface MutedAlert {
  readonly at: number;
  /** `ended muted`: nobody is notified of its end, also not when the interval is over. */
  readonly kind: "muted" | "ended muted";
  readonly alert: EvaluatedAlert;
  readonly by: readonly string[];
  readonly route: ResolvedRoute;
  /** Whether somebody knows that the alert fires, and receives no notification of its end. */
  readonly wasNotified?: boolean;
}

/** A notification; `sent resolved` contains resolved alerts only. */
export interface Notified {
  readonly at: number;
  readonly kind: "notified" | "escalated" | "sent resolved";
  readonly flush: Flush;
}

/**
 * All events in order: what the rules find, and what Alertmanager does with it.
 * @param start when the simulation begins, in milliseconds since 1970
 */
export function timeline(alerting: Alerting, evaluations: readonly Evaluation[], start: number): Event[] {
  const flushes = dispatch(alerting, evaluations, start);
  return [
    ...stateChanges(evaluations),
    ...inhibitions(flushes),
    ...mutedAlerts(flushes),
    ...flushes.flatMap((flush) => notification(flush, alerting)),
  ].sort((a, b) => a.at - b.at);
}

function* stateChanges(evaluations: readonly Evaluation[]): Generator<StateChange> {
  let before = new Map<string, EvaluatedAlert>();
  for (const { at, alerts } of evaluations) {
    const now = new Map(alerts.map((alert) => [JSON.stringify(alert.labels), alert]));
    for (const [key, alert] of now) if (before.get(key)?.state !== alert.state) yield { at, kind: alert.state, alert };
    for (const [key, alert] of before) if (!now.has(key)) yield { at, kind: "resolved", alert };
    before = now;
  }
}

/** An alert is inhibited at every flush of its group: only the first one is an event. */
function* inhibitions(flushes: readonly Flush[]): Generator<Inhibited> {
  const known = new Set<string>();
  for (const { at, inhibited } of flushes)
    for (const { target, source } of inhibited) {
      const key = JSON.stringify([target.labels, source.labels]);
      if (!known.has(key)) yield { at, kind: "inhibited", alert: target, source };
      known.add(key);
    }
}

/** An alert is muted at every flush of its group: only the first one since a notification is an event. */
function* mutedAlerts(flushes: readonly Flush[]): Generator<MutedAlert> {
  const known = new Set<string>();
  const key = ({ path }: ResolvedRoute, alert: EvaluatedAlert) => JSON.stringify([path, keyOf(alert)]);
  for (const { at, route, firing, muted } of flushes) {
    for (const alert of firing) known.delete(key(route, alert));
    if (!muted) continue;
    for (const alert of muted.firing) {
      if (!known.has(key(route, alert))) yield { at, kind: "muted", alert, by: muted.by, route };
      known.add(key(route, alert));
    }
    for (const { alert, wasNotified } of muted.ended)
      yield { at, kind: "ended muted", alert, by: muted.by, route, wasNotified };
  }
}

function notification(flush: Flush, { severities }: Alerting): Notified[] {
  const { at, route, firing, resolved } = flush;
  if (firing.length + resolved.length === 0) return [];
  if (firing.length === 0) return [{ at, kind: "sent resolved", flush }];
  const isEscalation =
    firing.some(({ labels }) => labels.severity === "critical") &&
    durationSeconds(route.groupWait) >= durationSeconds(severities.critical.respondWithin);
  return [{ at, kind: isEscalation ? "escalated" : "notified", flush }];
}

/**
 * The model without the alerts whose `absent()` asks for a series that the input does not mention: a few series describe
 * an incident, and the rest of the platform works.
 */
export function withoutUnmentioned<M extends Pick<Model, "rules">>(model: M, input: InputSeries): M {
  const given = Object.keys(seriesOf({ series: input })).map(identityOf);
  const isMentioned = (asked: Identity) =>
    given.some((one) => one.name === asked.name && agree(asked.labels, one.labels));
  const rules = model.rules.map((file) => ({
    ...file,
    definition: {
      ...file.definition,
      rules: file.definition.rules.filter(
        (rule) => !("alert" in rule) || absentSelectors(rule.expr).every(isMentioned),
      ),
    },
  }));
  return { ...model, rules };
}

interface Identity {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The series that the arguments of `absent()` select by equality. */
function absentSelectors(expr: string): Identity[] {
  const { ast } = parse(expr);
  if (!ast) return [];
  return partsOf(ast).flatMap((part) =>
    part.kind === "call" && part.name.text === "absent" && part.args[0]?.kind === "selector"
      ? [identity(part.args[0])]
      : [],
  );
}

function identityOf(series: string): Identity {
  const { ast } = parse(series);
  return ast?.kind === "selector" ? identity(ast) : { name: series, labels: {} };
}

const identity = ({ name, matchers }: VectorSelector): Identity => ({
  name: name?.text ?? "",
  labels: Object.fromEntries(
    matchers.flatMap(({ label, operator, value }) => (operator === "=" ? [[label.text, value.text]] : [])),
  ),
});

const agree = (asked: Identity["labels"], given: Identity["labels"]): boolean =>
  Object.entries(asked).every(([label, value]) => given[label] === value);
