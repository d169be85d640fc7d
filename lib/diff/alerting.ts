import { formatMatcher, type Matcher } from "../alerting/matchers.ts";
import { addressesOf } from "../alerting/receivers.ts";
import { allRoutes, notificationsFor, type ResolvedRoute, routeOf } from "../alerting/routing.ts";
import { intervalText } from "../alerting/time-intervals.ts";
import type { InhibitRule } from "../model/alerting.ts";
import { formatDuration } from "../model/duration.ts";
import { about, type Change, type Detail, fieldDetails, listed, pairUp, sameDuration } from "./change.ts";
import { objectOf } from "./json.ts";
import type { AlertingFacts, RuleFacts, Snapshot } from "./snapshot.ts";

/** What changed in how alerts are routed, inhibited and worded, whichever alerts there are. */
export const routingChanges = (before: AlertingFacts, after: AlertingFacts): Change[] => [
  ...routeChanges(before, after),
  ...receiverChanges(before, after),
  ...timeIntervalChanges(before, after),
  ...inhibitionChanges(before, after),
  ...about("routing", "messages", messageDetails(before, after)),
];

function routeChanges(before: AlertingFacts, after: AlertingFacts): Change[] {
  const byTarget = (route: ResolvedRoute) => `${conditions(route)} ${route.receiver}`;
  const { both, removed, added } = pairUp(allRoutes(before.route), allRoutes(after.route), byTarget, conditions);
  const name = (route: ResolvedRoute) => `route ${conditions(route) || "of everything else"}`;
  return [
    ...removed.flatMap((one) =>
      about("routing", name(one), [{ kind: "removed", sentence: `to ${one.receiver} is gone` }]),
    ),
    ...added.flatMap((one) => about("routing", name(one), [{ kind: "added", sentence: `to ${one.receiver} is new` }])),
    ...both.flatMap(({ before, after, moved }) => about("routing", name(after), routeDetails(before, after, moved))),
  ];
}

/** The matchers from the root to the route. */
const conditions = ({ path }: ResolvedRoute): string => together(path.flatMap(({ matchers = [] }) => matchers));

function routeDetails(before: ResolvedRoute, after: ResolvedRoute, moved: boolean): Detail[] {
  const timings = [
    ["waits", before.groupWait, after.groupWait],
    ["sends updates every", before.groupInterval, after.groupInterval],
    ["repeats every", before.repeatInterval, after.repeatInterval],
  ] as const;
  const goesOn = (route: ResolvedRoute) => routeOf(route).continue ?? false;
  return [
    ...(moved ? [{ kind: "moved" as const, sentence: "has another position among the routes" }] : []),
    ...(before.receiver === after.receiver
      ? []
      : [{ sentence: `notifies ${after.receiver} instead of ${before.receiver}` }]),
    ...timings.flatMap(([what, old, now]) =>
      sameDuration(old, now) ? [] : [{ sentence: `${what} ${now} instead of ${old}` }],
    ),
    ...(timing(before) === timing(after)
      ? []
      : [{ sentence: "notifies at other times", before: timing(before), after: timing(after) }]),
    ...fieldDetails({ "groups by": before.groupBy }, { "groups by": after.groupBy }),
    ...(goesOn(before) === goesOn(after)
      ? []
      : [{ sentence: goesOn(after) ? "continues to the next routes" : "no longer continues to the next routes" }]),
  ];
}

/** The names of the intervals that mute a route, and of those in which it is active. */
function timing(route: ResolvedRoute): string {
  const { muteTimeIntervals: mute = [], activeTimeIntervals: active = [] } = routeOf(route);
  const parts = [active.length > 0 && `only during ${listed(active)}`, mute.length > 0 && `not during ${listed(mute)}`];
  return parts.filter(Boolean).join(", ") || "always";
}

function timeIntervalChanges(before: AlertingFacts, after: AlertingFacts): Change[] {
  const textsOf = ({ timeIntervals = {} }: AlertingFacts) =>
    new Map(Object.entries(timeIntervals).map(([name, parts]) => [name, parts.map(intervalText).join(" or ")]));
  const [old, now] = [textsOf(before), textsOf(after)];
  const { both, removed, added } = pairUp([...old.keys()].sort(), [...now.keys()].sort(), (name) => name);
  return [
    ...removed.flatMap((name) => about("routing", `time interval ${name}`, [{ kind: "removed", sentence: "is gone" }])),
    ...added.flatMap((name) =>
      about("routing", `time interval ${name}`, [{ kind: "added", sentence: `is new: ${now.get(name)}` }]),
    ),
    ...both
      .filter(({ after: name }) => old.get(name) !== now.get(name))
      .flatMap(({ after: name }) =>
        about("routing", `time interval ${name}`, [
          { sentence: "changed", before: old.get(name) ?? "", after: now.get(name) ?? "" },
        ]),
      ),
  ];
}

function receiverChanges({ receivers: before }: AlertingFacts, { receivers: after }: AlertingFacts): Change[] {
  const { both, removed, added } = pairUp(Object.keys(before).sort(), Object.keys(after).sort(), (name) => name);
  const addressTexts = (all: AlertingFacts["receivers"], name: string) =>
    addressesOf(all[name] ?? {}).map(({ channel, to }) => `${channel} ${to}`);
  return [
    ...removed.flatMap((name) => about("routing", `receiver ${name}`, [{ kind: "removed", sentence: "is gone" }])),
    ...added.flatMap((name) =>
      about("routing", `receiver ${name}`, [
        { kind: "added", sentence: `is new: ${addressTexts(after, name).join(", ")}` },
      ]),
    ),
    ...both.flatMap(({ after: name }) => {
      const [old, now] = [addressTexts(before, name), addressTexts(after, name)];
      return about("routing", `receiver ${name}`, [
        ...old.filter((one) => !now.includes(one)).map((one) => ({ sentence: `no longer notifies ${one}` })),
        ...now.filter((one) => !old.includes(one)).map((one) => ({ sentence: `also notifies ${one}` })),
      ]);
    }),
  ];
}

function inhibitionChanges({ inhibitRules: before }: AlertingFacts, { inhibitRules: after }: AlertingFacts): Change[] {
  const { both, removed, added } = pairUp(before, after, inhibition, ({ name }) => name);
  const subject = (rule: InhibitRule) => `inhibition ${rule.name ?? ""}`.trim();
  return [
    ...removed.flatMap((rule) =>
      about("routing", subject(rule), [{ kind: "removed", sentence: `is gone: ${inhibition(rule)}` }]),
    ),
    ...added.flatMap((rule) =>
      about("routing", subject(rule), [{ kind: "added", sentence: `is new: ${inhibition(rule)}` }]),
    ),
    ...both
      .filter(({ before, after }) => inhibition(before) !== inhibition(after))
      .flatMap(({ before, after }) =>
        about("routing", subject(after), [
          { sentence: "changed", before: inhibition(before), after: inhibition(after) },
        ]),
      ),
  ];
}

function inhibition({ sourceMatchers, targetMatchers, equal = [] }: InhibitRule): string {
  const where = equal.length > 0 ? ` with equal ${[...equal].join(", ")}` : "";
  return `${together(sourceMatchers)} inhibits ${together(targetMatchers)}${where}`;
}

/** Matchers in one order, whichever they were written in: all of them must hold. */
const together = (matchers: readonly Matcher[]): string => matchers.map(formatMatcher).sort().join(", ");

const messageDetails = (before: AlertingFacts, after: AlertingFacts): Detail[] =>
  before.messages && after.messages ? fieldDetails(objectOf(before.messages), objectOf(after.messages)) : [];

/** Alerts whose notifications changed in the same way. */
interface Shift {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly alerts: string[];
}

/**
 * Which receivers each alert notifies, where that changed; alerts with the same change together.
 * Nothing where either side does not know how alerts are routed.
 */
export function notificationChanges(before: Snapshot, after: Snapshot): Change[] {
  if (!before.alerting || !after.alerting) return [];
  const { both, removed, added } = pairUp(alertsIn(before), alertsIn(after), bySeverity, ({ name }) => name);
  const [old, now] = [before.alerting, after.alerting];
  const shifts = new Map<string, Shift>();
  const note = (name: string, before: readonly string[], after: readonly string[]) => {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    const key = JSON.stringify([before, after]);
    const shift = shifts.get(key) ?? { before, after, alerts: [] };
    shift.alerts.push(name);
    shifts.set(key, shift);
  };
  for (const pair of both) note(pair.after.name, notifications(pair.before, old), notifications(pair.after, now));
  for (const alert of added) note(alert.name, [], notifications(alert, now));
  for (const alert of removed) note(alert.name, notifications(alert, old), []);
  return [...shifts.values()].flatMap(shiftChanges);
}

const alertsIn = ({ rules = [] }: Snapshot): RuleFacts[] =>
  rules
    .flatMap((group) => group.rules)
    .filter(({ kind }) => kind === "alert")
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));

const bySeverity = ({ name, labels }: RuleFacts): string => `${name} ${labels.severity}`;

/** The notifications of an alert: `platform-critical after 10 seconds: email a@b, slack #c`. */
const notifications = ({ name, labels }: RuleFacts, alerting: AlertingFacts): string[] =>
  notificationsFor(alerting, { alertname: name, ...labels }).map(({ route, addresses }) => {
    const where = addresses.map(({ channel, to }) => `${channel} ${to}`).join(", ");
    return `${route.receiver} after ${formatDuration(route.groupWait)}: ${where || "nobody"}`;
  });

function shiftChanges({ before, after, alerts }: Shift): Change[] {
  const subject = alerts.length === 1 ? `alert ${alerts[0]}` : `${alerts.length} alerts: ${alerts.join(", ")}`;
  const no = before.filter((one) => !after.includes(one));
  const also = after.filter((one) => !before.includes(one));
  const details: Detail[] = [
    ...no.map((one): Detail => ({ kind: "removed", sentence: `no longer notifies ${one}` })),
    ...also.map(
      (one): Detail => ({ kind: "added", sentence: `${before.length === 0 ? "notifies" : "now notifies"} ${one}` }),
    ),
  ];
  if (details.length === 0) details.push({ kind: "moved", sentence: `notifies in another order: ${listed(after)}` });
  return about("notifications", subject, details);
}
