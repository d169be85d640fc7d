import type {
  Alerting,
  Channel,
  EmailConfig,
  KnownChannel,
  PagerdutyConfig,
  Receiver,
  SlackConfig,
} from "../model/alerting.ts";
import { type MessageTemplates as ParsedTemplates, renderMessage } from "../templates/message-templates.ts";
import type { Labels } from "./matchers.ts";
import { addressesOf, knownChannels } from "./receivers.ts";

/** The Go templates of one notification, by the name of the part of the message. */
export interface MessageTemplates {
  readonly channel: Channel;
  readonly to: string;
  readonly texts: Readonly<Record<string, string>>;
  /** An HTML template; its values are escaped as HTML. */
  readonly html?: string;
}

/** A message as it is received: its parts by name. */
export type RenderedMessage = Readonly<Record<string, string>>;

/** The messages that a receiver sends to people; a webhook's message is for programs, and `raw` is not read. */
export const messagesOf = (receiver: Receiver): MessageTemplates[] => [
  ...(receiver.slackConfigs ?? []).map(slackMessage),
  ...(receiver.emailConfigs ?? []).map(emailMessage),
  ...(receiver.pagerdutyConfigs ?? []).map(pagerdutyMessage),
  ...otherChannels.flatMap((channel) =>
    (receiver[`${channel}Configs`] ?? []).map((config) => otherMessage(channel, config)),
  ),
];

const otherChannels = knownChannels.filter(
  (channel) => !["slack", "email", "pagerduty", "webhook", "incidentio"].includes(channel),
);

/** Fields of the other channels that people read. */
const textFields = ["title", "summary", "description", "subject", "message", "text", "content", "stateMessage"];

function otherMessage(channel: KnownChannel, config: object): MessageTemplates {
  const [address] = addressesOf({ [`${channel}Configs`]: [config] });
  const texts = Object.entries(config).filter(
    (entry): entry is [string, string] => textFields.includes(entry[0]) && typeof entry[1] === "string",
  );
  return { channel, to: address?.to ?? "", texts: Object.fromEntries(texts) };
}

const slackMessage = (config: SlackConfig): MessageTemplates => ({
  channel: "slack",
  to: config.channel,
  texts: {
    ...given({ color: config.color, title: config.title, "title link": config.titleLink, text: config.text }),
    ...Object.fromEntries((config.fields ?? []).map(({ title, value }) => [title, value])),
    ...Object.fromEntries((config.actions ?? []).map(({ text, url }) => [`[${text}]`, url])),
  },
});

const emailMessage = (config: EmailConfig): MessageTemplates => ({
  channel: "email",
  to: config.to,
  texts: { ...config.headers, ...given({ text: config.text }) },
  ...given({ html: config.html }),
});

const pagerdutyMessage = (config: PagerdutyConfig): MessageTemplates => ({
  channel: "pagerduty",
  to: config.routingKeyFile,
  texts: {
    ...given({
      description: config.description,
      severity: config.severity,
      class: config.class,
      component: config.component,
      group: config.group,
    }),
    ...config.details,
    ...Object.fromEntries((config.links ?? []).map(({ href, text }) => [`[${text}]`, href])),
  },
});

/** The template files of Alertmanager: file name to text. */
export const templateFilesOf = ({ templates }: Alerting): Record<string, string> =>
  Object.fromEntries(Object.entries(templates).map(([name, text]) => [`${name}.tmpl`, text]));

/**
 * The message as its reader gets it.
 * @returns the parts, or why Alertmanager sends nothing
 */
export function renderParts(
  { texts, html }: MessageTemplates,
  data: NotificationData,
  templates: ParsedTemplates,
): { readonly parts: RenderedMessage } | { readonly problem: string } {
  const parts: Record<string, string> = {};
  for (const [part, text, isHtml] of [
    ...Object.entries(texts).map(([part, text]) => [part, text, false] as const),
    ...(html === undefined ? [] : [["html", html, true] as const]),
  ]) {
    const rendered = renderMessage(templates, text, data, isHtml);
    if (typeof rendered !== "string") return { problem: `${part}: ${rendered.message}` };
    parts[part] = rendered.trimEnd();
  }
  return { parts };
}

/** Leaves out undefined fields. */
const given = <T extends Record<string, string | undefined>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, string>;

/** An alert as Alertmanager holds it. Times are RFC 3339. */
export interface NotifiedAlert {
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Where Prometheus shows the alert's expression. */
  readonly generatorURL: string;
}

/**
 * What Alertmanager's templates are given for one group of alerts.
 * Source: https://prometheus.io/docs/alerting/latest/notifications/#data
 */
export const notificationData = (
  receiver: string,
  groupBy: readonly string[],
  alerts: readonly NotifiedAlert[],
  externalURL: string,
) => ({
  receiver,
  status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
  alerts,
  groupLabels: groupLabels(groupBy, alerts[0]?.labels ?? {}),
  commonLabels: common(alerts.map(({ labels }) => labels)),
  commonAnnotations: common(alerts.map(({ annotations }) => annotations)),
  externalURL,
});

export interface NotificationData extends ReturnType<typeof notificationData> {
  readonly routeLabels?: Labels;
}

/** The data with the labels of the route, whose templates are rendered with it. Those that fail are left out. */
export function withRouteLabels(data: NotificationData, labels: Labels, templates: ParsedTemplates): NotificationData {
  const rendered = Object.entries(labels).flatMap(([name, text]) => {
    const value = renderMessage(templates, text, data, false);
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return { ...data, routeLabels: Object.fromEntries(rendered) };
}

/** The labels that identify an alert's group within its route. */
export const groupLabels = (groupBy: readonly string[], labels: Labels): Labels =>
  groupBy.includes("...")
    ? labels
    : Object.fromEntries(groupBy.flatMap((name) => (labels[name] === undefined ? [] : [[name, labels[name]]])));

function common([first = {}, ...others]: readonly Labels[]): Labels {
  if (others.length === 0) return first;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((each) => each[key] === value)),
  );
}
