import { setTimeout as sleep } from "node:timers/promises";
import type { TestAlert } from "../../alerting/test-alert.ts";
import type { Channel } from "../../model/alerting.ts";
import { type AlertStatus, type Attempts, attemptsAt, postAlert, statusOf } from "./alertmanager.ts";

/** What became of a test alert on one kind of channel. */
export interface Delivery {
  readonly channel: Channel;
  readonly to: readonly string[];
  /** Messages that were taken, and attempts that were refused. */
  readonly sent: number;
  readonly refused: number;
}

export interface Outcome {
  readonly status: AlertStatus | undefined;
  readonly deliveries: readonly Delivery[];
}

const pause = 500;

/**
 * Hands the alert to Alertmanager, watches its counters until every channel took its messages or the time is up,
 * and ends the alert, of which those that were told are told as well.
 */
export async function deliver(url: string, { alert, told }: TestAlert, timeoutSeconds: number): Promise<Outcome> {
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

function deliveriesBetween(before: Counts, after: Counts, told: TestAlert["told"]): Delivery[] {
  const addresses = told.flatMap((each) => each.addresses);
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

type Counts = ReadonlyMap<string, Attempts>;
