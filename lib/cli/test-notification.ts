import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import type { Labels } from "../alerting/matchers.ts";
import {
  allRoutes,
  labelsReaching,
  type Notification,
  notificationsFor,
  routeOf,
  unnamed,
} from "../alerting/routing.ts";
import { mutedBy } from "../alerting/time-intervals.ts";
import type { Shape } from "../diff/json.ts";
import type { Alerting, Channel } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Links, Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { positive, webAddress } from "./arguments.ts";
import { requestJson, requestOnce } from "./http/client.ts";
import { readExposition } from "./http/samples.ts";
import { loadModel } from "./load.ts";
import { exitCodes, fitToShow, UserError } from "./outcome.ts";

interface TestNotificationOptions {
  readonly receiver: string;
  readonly url?: string;
  readonly wait: number;
  readonly project: string;
  readonly json: boolean;
}

export default new Command("test-notification")
  .requiredOption("--receiver <name>", "the receiver to notify, such as platform-critical")
  .option("--url <address>", "Alertmanager's address; default: its address in stack.ts", webAddress)
  .option("--wait <seconds>", "timeout of a message, in addition to its group's interval", positive, 20)
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--json", "print the result as JSON", false)
  .action(async (options: TestNotificationOptions) => {
    const model = await loadModel(resolve(options.project));
    const url = options.url ?? model.stack.alertmanager?.ui ?? "http://localhost:9093";
    const test = testAlert(model, options.receiver);
    const report = await deliver(url, test, test.wait + options.wait);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ alert: test.alert, muted: test.muted, ...report })}\n`
        : fitToShow(reportText(test, report)),
    );
    const isSent = test.muted.length === 0 && report.deliveries.every(isDone);
    process.exitCode = isSent ? exitCodes.ok : exitCodes.problems;
  });

function testAlert({ alerting, links }: Model, receiver: string): TestAlert {
  if (!alerting) throw new UserError("This project defines no alerting: add alerting/alertmanager.ts.");
  const names = Object.keys(alerting.definition.receivers);
  const hint = didYouMean(receiver, names) ?? `there are ${names.join(", ")}`;
  if (!names.includes(receiver)) throw new UserError(`${alerting.file}: no receiver "${receiver}" — ${hint}`);
  const test = testAlertFor(alerting.definition, receiver, links, new Date());
  if (!test) throw new UserError(`${alerting.file}: no alert is routed to the receiver "${receiver}"`);
  return test;
}

function reportText({ alert, notifications, muted }: TestAlert, { status, deliveries }: DeliveryReport): string {
  const predicted = notifications.map(({ route }) => route.receiver);
  const missing = predicted.filter((name) => !status?.receivers.includes(name));
  const lines = [
    `${alert.labels.alertname} for ${predicted.join(", ")}: ${labelsText(alert.labels)}`,
    ...deliveries.map(deliveryLine),
    ...muted.map(({ receiver, by }) => `  NOT SENT to ${receiver}: its route is muted now by ${by.join(", ")}`),
    ...(status?.silencedBy.length ? [`It is silenced by ${status.silencedBy.join(", ")}.`] : []),
    ...(status?.inhibitedBy.length ? ["A firing alert inhibits it."] : []),
    ...(missing.length > 0
      ? [`Alertmanager does not route it to ${missing.join(", ")}: deploy the built configuration.`]
      : []),
  ];
  return `${lines.join("\n")}\n`;
}

const labelsText = ({ alertname: _, instance: __, ...labels }: TestAlert["alert"]["labels"]): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

function deliveryLine(delivery: Delivery): string {
  const { channel, to, sent, refused } = delivery;
  const refusals = refused > 0 ? `, ${refused} refused: see Alertmanager's log for the reason` : "";
  return `  ${isDone(delivery) ? "sent" : "NOT SENT"} by ${channel} to ${to.join(", ")} (${sent} of ${to.length}${refusals})`;
}

/** The result of a test notification on one kind of channel. */
interface Delivery {
  readonly channel: Channel;
  readonly to: readonly string[];
  /** Messages that were accepted, and attempts that were refused. */
  readonly sent: number;
  readonly refused: number;
}

/** What Alertmanager reports about an alert. */
interface AlertStatus {
  readonly receivers: readonly string[];
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

interface DeliveryReport {
  readonly status: AlertStatus | undefined;
  readonly deliveries: readonly Delivery[];
}

const pause = 500;

/**
 * Posts the alert to Alertmanager, watches its counters until every channel accepted its messages or the time is up,
 * and resolves the alert. Whoever was notified gets a message about that too.
 * @throws UserError if Alertmanager does not answer, or refuses the alert
 */
export async function deliver(
  url: string,
  { alert, notifications }: TestAlert,
  timeoutSeconds: number,
): Promise<DeliveryReport> {
  const before = await attemptsAt(url);
  await postAlert(url, alert);
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    await sleep(pause);
    const deliveries = deliveriesBetween(before, await attemptsAt(url), notifications);
    if (!deliveries.every(isDone) && Date.now() < deadline) continue;
    const status = await statusOf(url, alert);
    await postAlert(url, { ...alert, endsAt: new Date().toISOString() });
    return { status, deliveries };
  }
}

export const isDone = ({ to, sent }: Delivery): boolean => sent >= to.length;

function deliveriesBetween(before: Counts, after: Counts, notifications: TestAlert["notifications"]): Delivery[] {
  const addresses = notifications.flatMap((each) => each.addresses);
  return [...new Set(addresses.map(({ channel }) => channel))].map((channel) => {
    const count = (key: keyof Attempts) => (after.get(channel)?.[key] ?? 0) - (before.get(channel)?.[key] ?? 0);
    return {
      channel,
      to: addresses.filter((address) => address.channel === channel).map(({ to }) => to),
      sent: count("made") - count("failed"),
      refused: count("failed"),
    };
  });
}

/** Notifications of an Alertmanager over one kind of channel since it started. */
interface Attempts {
  readonly made: number;
  readonly failed: number;
}

type Counts = ReadonlyMap<string, Attempts>;

/** Attempts by kind of channel, such as `email`. */
async function attemptsAt(url: string): Promise<Counts> {
  const { families } = await readExposition(`${url}/metrics`);
  const countOf = (name: string, integration: string) =>
    families.get(name)?.samples.find(({ labels }) => labels.integration === integration)?.value ?? 0;
  const made = families.get("alertmanager_notification_requests_total")?.samples ?? [];
  return new Map(
    made.map(({ value, labels: { integration = "" } }) => [
      integration,
      { made: value, failed: countOf("alertmanager_notification_requests_failed_total", integration) },
    ]),
  );
}

const postAlert = (url: string, alert: PostableAlert): Promise<unknown> =>
  requestOnce(`${url}/api/v2/alerts`, { method: "POST", body: [alert], as: "any" });

interface ApiAlert {
  readonly receivers: readonly { readonly name: string }[];
  readonly status: Pick<AlertStatus, "silencedBy" | "inhibitedBy">;
}

const alertsShape: Shape = [{ receivers: [{ name: "text" }], status: { silencedBy: ["text"], inhibitedBy: ["text"] } }];

/** The status of an alert; undefined where Alertmanager does not know it, or has deleted it. */
async function statusOf(url: string, { labels }: PostableAlert): Promise<AlertStatus | undefined> {
  const filter = encodeURIComponent(`instance=${JSON.stringify(labels.instance)}`);
  const [alert] = await requestJson<readonly ApiAlert[]>(`${url}/api/v2/alerts?filter=${filter}`, alertsShape);
  return alert && { ...alert.status, receivers: alert.receivers.map(({ name }) => name) };
}

/** An alert as Alertmanager's API takes it. Times are RFC 3339. */
interface PostableAlert {
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
  /** The notifications that time intervals suppress now. */
  readonly muted: readonly { readonly receiver: string; readonly by: readonly string[] }[];
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
    const timely = notificationsFor(alerting, labels)
      .filter((each) => durationSeconds(each.route.groupWait) < age)
      .map((each) => ({ each, by: mutedBy(routeOf(each.route), alerting.timeIntervals ?? {}, now.getTime()) }));
    const notifications = timely.filter(({ by }) => by.length === 0).map(({ each }) => each);
    const muted = timely.flatMap(({ each, by }) => (by.length > 0 ? [{ receiver: each.route.receiver, by }] : []));
    const wait = waitOf(notifications, labels, reaching);
    return { alert: postable(receiver, labels, links, now, age), notifications, muted, wait };
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
