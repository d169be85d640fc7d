import type { Alerting, Channel, Global, KnownChannel, Receiver } from "../model/alerting.ts";
import type { Duration } from "../model/duration.ts";

export interface Address {
  readonly channel: Channel;
  /** The mailbox, the channel, the name of a target, or the file that holds the key or the URL. */
  readonly to: string;
}

type ConfigOf<C extends KnownChannel> = NonNullable<Receiver[`${C}Configs`]>[number];

interface ChannelFacts<C extends KnownChannel> {
  /** Who is notified by a configuration. */
  readonly to: (config: ConfigOf<C>) => string;
  /** What Alertmanager refuses to start without: the field that is missing from both, or undefined. */
  readonly missing?: (config: ConfigOf<C>, global: Global) => string | undefined;
}

/** The field's name, unless one of the values is there. */
const unless = (field: string, ...values: readonly unknown[]): string | undefined =>
  values.every((value) => value === undefined) ? field : undefined;

/** Every channel in the order in which addresses are listed. One that is missing here does not compile. */
const channels: { readonly [C in KnownChannel]: ChannelFacts<C> } = {
  email: {
    to: ({ to }) => to,
    missing: ({ smarthost, from }, global) =>
      unless("smtpSmarthost", smarthost, global.smtpSmarthost) ?? unless("smtpFrom", from, global.smtpFrom),
  },
  slack: {
    to: ({ channel }) => channel,
    missing: ({ apiUrlFile, appTokenFile }, global) =>
      unless("slackApiUrlFile", apiUrlFile, appTokenFile, global.slackApiUrlFile, global.slackAppTokenFile),
  },
  pagerduty: { to: ({ routingKeyFile }) => routingKeyFile },
  webhook: { to: ({ urlFile }) => urlFile },
  discord: { to: ({ webhookUrlFile }) => webhookUrlFile },
  incidentio: { to: ({ urlFile }) => urlFile },
  jira: {
    to: ({ project }) => project,
    missing: ({ apiUrl }, global) => unless("jiraApiUrl", apiUrl, global.jiraApiUrl),
  },
  mattermost: {
    to: ({ channel, webhookUrlFile }) => channel ?? webhookUrlFile ?? "the webhook's own channel",
    missing: ({ webhookUrlFile }, global) =>
      unless("mattermostWebhookUrlFile", webhookUrlFile, global.mattermostWebhookUrlFile),
  },
  msteams: { to: ({ webhookUrlFile }) => webhookUrlFile },
  msteamsv2: { to: ({ webhookUrlFile }) => webhookUrlFile },
  opsgenie: {
    to: ({ responders = [], apiKeyFile }) =>
      responders.map(({ id, name, username }) => name ?? username ?? id).join(", ") ||
      (apiKeyFile ?? "the API key's team"),
    missing: ({ apiKeyFile }, global) => unless("opsgenieApiKeyFile", apiKeyFile, global.opsgenieApiKeyFile),
  },
  pushover: { to: ({ userKeyFile }) => userKeyFile },
  rocketchat: {
    to: ({ channel }) => channel,
    missing: ({ tokenFile, tokenIdFile }, global) =>
      unless("rocketchatTokenFile", tokenFile, global.rocketchatTokenFile) ??
      unless("rocketchatTokenIdFile", tokenIdFile, global.rocketchatTokenIdFile),
  },
  sns: {
    to: ({ topicArn, phoneNumber, targetArn }) => topicArn ?? phoneNumber ?? targetArn ?? "",
    missing: ({ topicArn, phoneNumber, targetArn }) => unless("topicArn", topicArn, phoneNumber, targetArn),
  },
  telegram: {
    to: ({ chatId, chatIdFile = "" }) => (chatId === undefined ? chatIdFile : String(chatId)),
    missing: ({ botTokenFile, chatId, chatIdFile }, global) =>
      unless("telegramBotTokenFile", botTokenFile, global.telegramBotTokenFile) ?? unless("chatId", chatId, chatIdFile),
  },
  victorops: {
    to: ({ routingKey }) => routingKey,
    missing: ({ apiKeyFile }, global) => unless("victoropsApiKeyFile", apiKeyFile, global.victoropsApiKeyFile),
  },
  webex: { to: ({ roomId }) => roomId },
  wechat: {
    to: ({ toUser, toParty, toTag, agentId }) => toUser ?? toParty ?? toTag ?? agentId ?? "everybody",
    missing: ({ apiSecretFile, corpId }, global) =>
      unless("wechatApiSecretFile", apiSecretFile, global.wechatApiSecretFile) ??
      unless("wechatApiCorpId", corpId, global.wechatApiCorpId),
  },
};

export const knownChannels = Object.keys(channels) as KnownChannel[];

/** A receiver's configurations, one channel after the other. Those that only `raw` has are left out. */
function* configsOf(receiver: Receiver) {
  for (const channel of knownChannels) {
    const facts = channels[channel] as ChannelFacts<KnownChannel>;
    for (const config of receiver[`${channel}Configs`] ?? []) yield { channel, facts, config };
  }
}

/** Receivers do not change, and checks ask for the addresses of each many times. */
const addresses = new WeakMap<Receiver, readonly Address[]>();

/** Everybody that a receiver notifies. */
export function addressesOf(receiver: Receiver): readonly Address[] {
  const known = addresses.get(receiver) ?? findAddresses(receiver);
  addresses.set(receiver, known);
  return known;
}

const findAddresses = (receiver: Receiver): Address[] => [
  ...Array.from(configsOf(receiver), ({ channel, facts, config }) => ({ channel, to: facts.to(config) })),
  ...Object.entries(receiver.raw ?? {}).flatMap(([key, configs]) =>
    configs.map(() => ({ channel: key.replace(/_configs$/, ""), to: "(raw)" })),
  ),
];

/** Fields that Alertmanager needs, and that neither a receiver nor `global` has. */
export const missingFields = (receiver: Receiver, global: Global): { channel: KnownChannel; field: string }[] =>
  Array.from(configsOf(receiver)).flatMap(({ channel, facts, config }) => {
    const field = facts.missing?.(config, global);
    return field === undefined ? [] : [{ channel, field }];
  });

/** Fields that Alertmanager reads as Go's own durations. Source: amtool 0.33, which refuses `1d` in them: "unknown unit" */
export const goDurations: ReadonlySet<string> = new Set(["timeout", "retry", "expire", "ttl"]);

/** Every duration of a receiver, by its channel and the name of its field. */
export function* receiverDurations(receiver: Receiver): Generator<{ field: string; duration: Duration }> {
  for (const { channel, config } of configsOf(receiver))
    for (const [field, value] of Object.entries(config))
      if (goDurations.has(field) || field === "reopenDuration")
        yield { field: `${channel} ${field}`, duration: value as Duration };
}

/** Whether a field names a file in Alertmanager's secrets folder. */
export const isFileField = (key: string): boolean => key.endsWith("File");

/** The secret files that Alertmanager must find in its folder, sorted. Those of `raw` are not among them. */
export const secretFiles = ({ global, receivers }: Alerting): string[] =>
  [...new Set([global, ...Object.values(receivers).map(({ raw: _, ...known }) => known)].flatMap(filesIn))].sort();

function filesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isFileField(key) && typeof inner === "string" ? [inner] : filesIn(inner),
  );
}
