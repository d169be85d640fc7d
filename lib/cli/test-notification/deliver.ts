import { setTimeout as sleep } from "node:timers/promises";
import type { PostableAlert, TestAlert } from "../../alerting/test-alert.ts";
import type { Channel } from "../../model/alerting.ts";
import { readExposition } from "../exposition.ts";
import { UserError } from "../outcome.ts";

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
  { alert, told }: TestAlert,
  timeoutSeconds: number,
): Promise<DeliveryReport> {
  const before = await attemptsAt(url);
  await postAlert(url, alert);
  const deadline = Date.now() + timeoutSeconds * 1000;
  for (;;) {
    await sleep(pause);
    const deliveries = deliveriesBetween(before, await attemptsAt(url), told);
    if (!deliveries.every(isDone) && Date.now() < deadline) continue;
    const status = await statusOf(url, alert);
    await postAlert(url, { ...alert, endsAt: new Date().toISOString() });
    return { status, deliveries };
  }
}

export const isDone = ({ to, sent }: Delivery): boolean => sent >= to.length;

function deliveriesBetween(before: Counts, after: Counts, notifications: TestAlert["told"]): Delivery[] {
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
