import type { Alerting, Channel, Receiver } from "../model/alerting.ts";
import { durationSeconds } from "../model/duration.ts";
import type { Labels } from "./matchers.ts";
import { type ResolvedRoute, routesFor } from "./route.ts";

export interface Address {
  readonly channel: Channel;
  /** The mailbox, the Slack channel, or the file that holds the key or the URL. */
  readonly to: string;
}

/** A notification that an alert leads to, and how long after it fires it leaves at the latest. */
export interface Notification {
  readonly route: ResolvedRoute;
  readonly addresses: readonly Address[];
}

/** Who is told of an alert with these labels, soonest first. A receiver that is not defined tells nobody. */
export const notificationsFor = (
  { route, receivers }: Pick<Alerting, "route" | "receivers">,
  labels: Labels,
): Notification[] =>
  routesFor(route, labels)
    .map((taken) => ({ route: taken, addresses: addressesOf(receivers[taken.receiver] ?? {}) }))
    .sort((a, b) => durationSeconds(a.route.groupWait) - durationSeconds(b.route.groupWait));

/** Everywhere that a receiver is told. */
export const addressesOf = (receiver: Receiver): Address[] => [
  ...(receiver.emailConfigs ?? []).map(({ to }) => ({ channel: "email" as const, to })),
  ...(receiver.slackConfigs ?? []).map(({ channel }) => ({ channel: "slack" as const, to: channel })),
  ...(receiver.pagerdutyConfigs ?? []).map(({ routingKeyFile }) => ({
    channel: "pagerduty" as const,
    to: routingKeyFile,
  })),
  ...(receiver.webhookConfigs ?? []).map(({ urlFile }) => ({ channel: "webhook" as const, to: urlFile })),
];

/** The secret files that Alertmanager must find in its folder, sorted. */
export function secretFiles({ global, receivers }: Alerting): string[] {
  const ofReceivers = Object.values(receivers)
    .flatMap(addressesOf)
    .filter(({ channel }) => channel === "pagerduty" || channel === "webhook")
    .map(({ to }) => to);
  const { smtpAuthPasswordFile, slackApiUrlFile } = global;
  const files = [
    slackApiUrlFile,
    ...(smtpAuthPasswordFile === undefined ? [] : [smtpAuthPasswordFile]),
    ...ofReceivers,
  ];
  return [...new Set(files)].sort();
}
