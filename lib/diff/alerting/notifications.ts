import { notificationsFor } from "../../alerting/notifications.ts";
import { inWords } from "../../model/duration.ts";
import { about, type Change, type Detail, listed } from "../change.ts";
import { pairUp } from "../pairs.ts";
import type { AlertingFacts, RuleFacts, Snapshot } from "../snapshot.ts";

/** Alerts whose notifications changed in the same way. */
interface Shift {
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly alerts: string[];
}

/**
 * Who is told of each alert, before and after, where that is not the same; alerts with the same change together.
 * Nothing where either side does not know how alerts are routed.
 */
export function toldChanges(before: Snapshot, after: Snapshot): Change[] {
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

/** What leaves Alertmanager for an alert: `platform-critical after 10 seconds: email a@b, slack #c`. */
const notifications = ({ name, labels }: RuleFacts, alerting: AlertingFacts): string[] =>
  notificationsFor(alerting, { alertname: name, ...labels }).map(({ route, addresses }) => {
    const where = addresses.map(({ channel, to }) => `${channel} ${to}`).join(", ");
    return `${route.receiver} after ${inWords(route.groupWait)}: ${where || "nobody"}`;
  });

function shiftChanges({ before, after, alerts }: Shift): Change[] {
  const subject = alerts.length === 1 ? `alert ${alerts[0]}` : `${alerts.length} alerts: ${alerts.join(", ")}`;
  const no = before.filter((one) => !after.includes(one));
  const also = after.filter((one) => !before.includes(one));
  const details: Detail[] = [
    ...no.map((one): Detail => ({ kind: "removed", sentence: `no longer tells ${one}` })),
    ...also.map(
      (one): Detail => ({ kind: "added", sentence: `${before.length === 0 ? "tells" : "now tells"} ${one}` }),
    ),
  ];
  if (details.length === 0) details.push({ kind: "moved", sentence: `tells in another order: ${listed(after)}` });
  return about("told", subject, details);
}
