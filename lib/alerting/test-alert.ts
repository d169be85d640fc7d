import type { Alerting } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Links } from "../model/model.ts";
import type { Labels } from "./matchers.ts";
import { allRoutes, labelsReaching, type Notification, notificationsFor, unnamed } from "./routing.ts";

/** An alert as Alertmanager's API takes it. Times are RFC 3339. */
export interface PostableAlert {
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
}

export interface TestAlert {
  readonly alert: PostableAlert;
  /** The notifications that are sent at once: that of the receiver, and those of other routes that take the alert. */
  readonly notifications: readonly Notification[];
  /** How long the notification may wait, in seconds, because the group was notified before. */
  readonly wait: number;
}

const lifeMinutes = 10;

/**
 * A synthetic alert that notifies the receiver at once; undefined if no alert reaches the receiver.
 * It ends by itself after ten minutes, if nobody ends it before.
 */
export function testAlertFor(alerting: Alerting, receiver: string, links: Links, now: Date): TestAlert | undefined {
  for (const route of allRoutes(alerting.route)) {
    const reaching = route.receiver === receiver ? labelsReaching(alerting.route, route) : undefined;
    if (!reaching || !notificationsFor(alerting, reaching).some(({ route: { receiver: name } }) => name === receiver))
      continue;
    const labels = distinct(reaching, now);
    const age = durationSeconds(route.groupWait) + 1;
    const notifications = notificationsFor(alerting, labels).filter(
      (each) => durationSeconds(each.route.groupWait) < age,
    );
    const wait = waitOf(notifications, labels, reaching);
    return { alert: postable(receiver, labels, links, now, age), notifications, wait };
  }
  return undefined;
}

/** Alertmanager notifies equal alerts once; an alert with a name of its own is a group of its own, which does not wait. */
function distinct(labels: Labels, now: Date): Labels {
  const time = now.toISOString();
  const isFree = (labels.alertname ?? unnamed) === unnamed;
  return {
    ...labels,
    ...(isFree && { alertname: `TestAlert${time.slice(11, 19).replaceAll(":", "")}` }),
    instance: `test-${time}`,
  };
}

function waitOf(notifications: readonly Notification[], labels: Labels, reaching: Labels): number {
  const isNew = ({ groupBy }: Notification["route"]) =>
    groupBy.includes("...") || groupBy.some((label) => labels[label] !== reaching[label]);
  const waiting = notifications
    .filter(({ route }) => !isNew(route))
    .map(({ route }) => durationSeconds(route.groupInterval));
  return Math.max(0, ...waiting);
}

/** @param age seconds since it began: Alertmanager sends an alert at once that is older than its route's groupWait */
const postable = (receiver: string, labels: Labels, links: Links, now: Date, age: number): PostableAlert => ({
  labels,
  annotations: {
    summary: `This is a test of the receiver ${receiver}`,
    description: "Nothing is wrong: this tests whether notifications arrive.",
    action: "Nothing. Confirm to the sender that it arrived.",
    dashboard_url: links.dashboards,
    runbook_url: links.runbooks,
  },
  startsAt: new Date(now.getTime() - age * 1000).toISOString(),
  endsAt: new Date(now.getTime() + lifeMinutes * 60_000).toISOString(),
  generatorURL: links.dashboards,
});
