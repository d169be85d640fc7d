import type { Channel, EmailConfig, PagerdutyConfig, Receiver, SlackConfig } from "../model/alerting.ts";

/** What one notification is made of: Go templates by the name that a reader of the message would give them. */
export interface MessageTemplates {
  readonly channel: Channel;
  readonly to: string;
  readonly texts: Readonly<Record<string, string>>;
  /** An HTML template, whose escaping differs from a text's. */
  readonly html?: string;
}

/** The messages that a receiver sends to people; what a webhook is sent is for programs. */
export const messagesOf = (receiver: Receiver): MessageTemplates[] => [
  ...(receiver.slackConfigs ?? []).map(slackMessage),
  ...(receiver.emailConfigs ?? []).map(emailMessage),
  ...(receiver.pagerdutyConfigs ?? []).map(pagerdutyMessage),
];

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

/** Only what is there. */
const given = <T extends Record<string, string | undefined>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Record<string, string>;
