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
import { addressesOf, isFileField, knownChannels } from "./receivers.ts";
import type { NotificationData } from "./routing.ts";

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

/** The data with the labels of the route, whose templates are rendered with it. Those that fail are left out. */
export function withRouteLabels(data: NotificationData, labels: Labels, templates: ParsedTemplates): NotificationData {
  const rendered = Object.entries(labels).flatMap(([name, text]) => {
    const value = renderMessage(templates, text, data, false);
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return { ...data, routeLabels: Object.fromEntries(rendered) };
}

/** A text of a receiver that Alertmanager renders for each notification. */
export interface MessageField {
  readonly channel: Channel;
  /** Who is notified. */
  readonly to: string;
  /** From the receiver to the field: `["slackConfigs", "0", "title"]`. */
  readonly path: readonly string[];
  readonly text: string;
  readonly isHtml: boolean;
  readonly limit?: FieldLimit;
}

/** How long a text may be. */
interface FieldLimit {
  readonly most: number;
  /** Characters, or bytes of UTF-8. */
  readonly of: "characters" | "bytes";
  /** What happens to a longer one: Alertmanager or the service cuts it, or it is not sent. */
  readonly beyond: "cut" | "refused";
}

const cut = (most: number, of: FieldLimit["of"] = "characters"): FieldLimit => ({ most, of, beyond: "cut" });

/**
 * Limits of the texts. Alertmanager cuts most of them itself; the other ones are those of the services.
 * Sources: notify/ of Alertmanager 0.33; Slack folds a longer text: https://docs.slack.dev/reference/block-kit/blocks/section-block
 * A mail's subject is one line of RFC 5322.
 */
const limits: Readonly<Record<string, Readonly<Record<string, FieldLimit>>>> = {
  discord: { title: cut(256), message: cut(4096), content: cut(2000) },
  email: { Subject: { most: 998, of: "bytes", beyond: "refused" } },
  jira: { summary: cut(255), description: cut(32_767) },
  mattermost: { text: cut(16_383) },
  opsgenie: { message: cut(130) },
  pagerduty: { description: cut(1024) },
  pushover: { title: cut(250), message: cut(1024), url: cut(512) },
  rocketchat: { title: cut(1024) },
  slack: { title: cut(1024), text: cut(3000) },
  sns: { subject: { most: 100, of: "characters", beyond: "refused" } },
  telegram: { message: { most: 4096, of: "characters", beyond: "refused" } },
  victorops: { stateMessage: cut(20_480) },
  webex: { message: cut(7439, "bytes") },
};

const template = (channel: string, part: string): string => `{{ template "${channel}.default.${part}" . }}`;

/** What Alertmanager sends where a receiver does not have a text that people read. */
const defaults: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  discord: { title: "title", message: "message", content: "content" },
  email: { html: "html" },
  jira: { summary: "summary", description: "description", priority: "priority" },
  mattermost: { title: "title", text: "text", fallback: "fallback", color: "color" },
  msteams: { title: "title", summary: "summary", text: "text" },
  msteamsv2: { title: "title", text: "text" },
  opsgenie: { message: "message", description: "description" },
  pagerduty: { description: "description" },
  pushover: { title: "title", message: "message", url: "url" },
  rocketchat: { title: "title", titleLink: "titlelink", text: "text" },
  slack: { title: "title", titleLink: "titlelink", text: "text", fallback: "fallback", color: "color" },
  sns: { subject: "subject", message: "message" },
  telegram: { message: "message" },
  victorops: { stateMessage: "state_message", entityDisplayName: "entity_display_name" },
  webex: { message: "message" },
  wechat: { message: "message" },
};

/** Fields that Alertmanager takes as they are. */
const verbatim = new Set([
  ...["httpConfig", "tlsConfig", "sigv4", "threading", "smarthost", "hello", "authUsername", "authIdentity"],
  ...["parseMode", "apiUrl", "appUrl", "timeout", "retry", "expire", "ttl", "reopenDuration"],
]);
const verbatimOf: Readonly<Record<string, readonly string[]>> = { pagerduty: ["url"] };

/** Every text of a receiver that Alertmanager renders, also the defaults of those that it does not have. */
export const fieldsOf = (receiver: Receiver): MessageField[] => [
  ...knownChannels.flatMap((channel) => {
    const key = `${channel}Configs` as const;
    return (receiver[key] ?? []).flatMap((config, i) => {
      const to = addressesOf({ [key]: [config] })[0]?.to ?? "";
      return textsIn(withDefaults(channel, config)).flatMap((found) =>
        fieldOf(channel, to, [key, String(i)], found, config),
      );
    });
  }),
  ...Object.entries(receiver.raw ?? {}).flatMap(([key, configs]) =>
    configs.flatMap((config, i) =>
      textsIn(config).map(({ path, text }) => ({
        channel: key.replace(/_configs$/, ""),
        to: "(raw)",
        path: ["raw", key, String(i), ...path],
        text,
        isHtml: path[0] === "html",
      })),
    ),
  ),
];

function withDefaults(channel: string, config: object): object {
  const parts = Object.entries(defaults[channel] ?? {}).map(
    ([field, part]) => [field, template(channel, part)] as const,
  );
  const headers =
    channel === "email"
      ? { headers: { Subject: template("email", "subject"), ...(config as { headers?: object }).headers } }
      : {};
  return { ...Object.fromEntries(parts), ...config, ...headers };
}

interface FoundText {
  readonly path: readonly string[];
  readonly text: string;
}

function textsIn(value: unknown, path: readonly string[] = []): FoundText[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isFileField(key) || verbatim.has(key) ? [] : textsIn(inner, [...path, key]),
  );
}

function fieldOf(
  channel: string,
  to: string,
  place: readonly string[],
  { path, text }: FoundText,
  config: object,
): MessageField[] {
  if (verbatimOf[channel]?.includes(path[0] ?? "")) return [];
  const name = path[path.length - 1] ?? "";
  // `summary` and `description` of Jira may be objects with a template.
  const limit =
    limits[channel]?.[name === "template" ? (path[0] ?? "") : path.length === 1 || path[0] === "headers" ? name : ""];
  return [
    { channel, to, path: [...place, ...path], text, isHtml: isHtml(channel, path, config), ...(limit && { limit }) },
  ];
}

function isHtml(channel: string, [field]: readonly string[], config: object): boolean {
  if (channel === "email") return field === "html";
  if (field !== "message") return false;
  const { parseMode = "HTML", html = false } = config as { parseMode?: string; html?: boolean };
  return channel === "telegram" ? parseMode === "HTML" : channel === "pushover" && html;
}
