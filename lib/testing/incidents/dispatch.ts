import { type Inhibition, inhibitionOf } from "../../alerting/inhibit.ts";
import type { Labels } from "../../alerting/matchers.ts";
import { groupLabels } from "../../alerting/notification.ts";
import { type ResolvedRoute, routesFor } from "../../alerting/route.ts";
import type { Alerting } from "../../model/alerting.ts";
import { durationSeconds } from "../../model/duration.ts";

/** An alert as the rules see it at one moment. */
export interface EvaluatedAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
}

/** What one evaluation of the rules finds. */
export interface Evaluation {
  /** Seconds since the beginning. */
  readonly at: number;
  readonly alerts: readonly EvaluatedAlert[];
}

/** A turn of one group: what is told in it, and what is held back because it follows from another alert. */
export interface Dispatch {
  readonly at: number;
  readonly route: ResolvedRoute;
  /** Both empty where nothing is told. */
  readonly firing: readonly EvaluatedAlert[];
  readonly resolved: readonly EvaluatedAlert[];
  readonly inhibited: readonly (Inhibition<EvaluatedAlert> & { readonly target: EvaluatedAlert })[];
}

interface Group {
  readonly route: ResolvedRoute;
  readonly members: Map<string, { alert: EvaluatedAlert; isFiring: boolean }>;
  due: number;
}

/** What was told of a group last. It outlives the group. */
interface Notification {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly at: number;
}

/**
 * What Alertmanager makes of evaluations that follow each other: it groups, waits, inhibits, tells and repeats.
 * Source: dispatch/dispatch.go and notify/notify.go of Alertmanager
 */
export function dispatch({ route, inhibitRules }: Alerting, evaluations: readonly Evaluation[]): Dispatch[] {
  const groups = new Map<string, Group>();
  const told = new Map<string, Notification>();
  const dispatched: Dispatch[] = [];
  for (const [i, { at, alerts }] of evaluations.entries()) {
    const firing = alerts.filter(({ state }) => state === "firing");
    for (const alert of firing) for (const taken of routesFor(route, alert.labels)) join(groups, taken, alert, at);
    resolveOthers(groups, new Set(firing.map(keyOf)));
    for (let now = at; now < (evaluations[i + 1]?.at ?? at + 1); now++)
      for (const [key, group] of groups) {
        if (group.due > now) continue;
        const turn = takeTurn(group, now, (labels) => inhibitionOf(inhibitRules, labels, firing));
        if (group.members.size === 0) groups.delete(key);
        const isTold = isNews(turn, told.get(key));
        if (isTold) told.set(key, { firing: keysOf(turn.firing), resolved: keysOf(turn.resolved), at: now });
        if (isTold || turn.inhibited.length > 0) dispatched.push(isTold ? turn : { ...turn, firing: [], resolved: [] });
      }
  }
  return dispatched;
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

/** Forgets what is over, and waits for the next turn. */
function takeTurn(
  group: Group,
  now: number,
  inhibition: (labels: Labels) => Inhibition<EvaluatedAlert> | undefined,
): Dispatch {
  const members = [...group.members.values()];
  const held = members.map(({ alert }) => inhibition(alert.labels));
  const free = members.filter((_, i) => held[i] === undefined);
  const inhibited = members.flatMap(({ alert, isFiring }, i) => {
    const found = held[i];
    return found && isFiring ? [{ ...found, target: alert }] : [];
  });
  for (const { alert, isFiring } of members) if (!isFiring) group.members.delete(keyOf(alert));
  group.due = now + durationSeconds(group.route.groupInterval);
  const alertsOf = (isFiring: boolean) => free.filter((one) => one.isFiring === isFiring).map(({ alert }) => alert);
  return { at: now, route: group.route, firing: alertsOf(true), resolved: alertsOf(false), inhibited };
}

/** Something fires or ended that was not told, or it is time to tell it again. */
function isNews({ at, route, firing, resolved }: Dispatch, told: Notification | undefined): boolean {
  if (firing.length + resolved.length === 0) return false;
  if (!told) return firing.length > 0;
  if (firing.some((alert) => !told.firing.has(keyOf(alert)))) return true;
  if (firing.length === 0) return told.firing.size > 0;
  if (resolved.some((alert) => !told.resolved.has(keyOf(alert)))) return true;
  // Counted from the end of the delivery, which lasts longer than turns are late: on its very minute it is too early.
  return at - told.at > durationSeconds(route.repeatInterval);
}

const keyOf = ({ labels }: EvaluatedAlert): string => JSON.stringify(Object.entries(labels).sort());
const keysOf = (alerts: readonly EvaluatedAlert[]): Set<string> => new Set(alerts.map(keyOf));
