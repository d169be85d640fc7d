import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { type PostableAlert, type TestAlert, testAlertFor } from "../alerting/test-alert.ts";
import type { Channel } from "../model/alerting.ts";
import type { Model } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { positive, webAddress } from "./arguments.ts";
import { readExposition } from "./http/read.ts";
import { loadModel } from "./load.ts";
import { exitCodes, UserError } from "./outcome.ts";

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
  .option("--project <dir>", "the folder that contains stack.ts", ".")
  .option("--json", "print the result as JSON", false)
  .action(async (options: TestNotificationOptions) => {
    const model = await loadModel(resolve(options.project));
    const url = options.url ?? model.stack.alertmanager?.ui ?? "http://localhost:9093";
    const test = testAlert(model, options.receiver);
    const report = await deliver(url, test, test.wait + options.wait);
    process.stdout.write(
      options.json ? `${JSON.stringify({ alert: test.alert, ...report })}\n` : reportText(test, report),
    );
    process.exitCode = report.deliveries.every(isDone) ? exitCodes.ok : exitCodes.problems;
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

function reportText({ alert, notifications }: TestAlert, { status, deliveries }: DeliveryReport): string {
  const predicted = notifications.map(({ route }) => route.receiver);
  const missing = predicted.filter((name) => !status?.receivers.includes(name));
  const lines = [
    `${alert.labels.alertname} for ${predicted.join(", ")}: ${labelsText(alert.labels)}`,
    ...deliveries.map(deliveryLine),
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
export interface Delivery {
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

export interface DeliveryReport {
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

async function postAlert(url: string, alert: PostableAlert): Promise<void> {
  const headers = { "content-type": "application/json" };
  await ask(`${url}/api/v2/alerts`, { method: "POST", headers, body: JSON.stringify([alert]) });
}

interface ApiAlert {
  readonly receivers: readonly { readonly name: string }[];
  readonly status: Pick<AlertStatus, "silencedBy" | "inhibitedBy">;
}

/** The status of an alert; undefined where Alertmanager does not know it, or has deleted it. */
async function statusOf(url: string, { labels }: PostableAlert): Promise<AlertStatus | undefined> {
  const filter = encodeURIComponent(`instance=${JSON.stringify(labels.instance)}`);
  const answer = await ask(`${url}/api/v2/alerts?filter=${filter}`);
  const [alert] = (await answer.json()) as ApiAlert[];
  return alert && { ...alert.status, receivers: alert.receivers.map(({ name }) => name) };
}

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  const answer = await fetch(url, { ...request, signal: AbortSignal.timeout(10_000) }).catch((error: Error) => {
    throw new UserError(`${url}: does not answer: ${(error.cause as Error | undefined)?.message ?? error.message}`);
  });
  if (!answer.ok) throw new UserError(`${url}: answered ${answer.status}: ${await answer.text()}`);
  return answer;
}
