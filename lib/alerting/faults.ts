import type { Channel } from "../model/alerting.ts";
import type { AlertRule } from "../model/model.ts";
import type { Labels } from "./matchers.ts";

/** A message as somebody receives it: its parts by name. */
export type RenderedMessage = Readonly<Record<string, string>>;

/**
 * The longest text, in characters, that a channel shows whole.
 * Slack: https://docs.slack.dev/reference/block-kit/blocks/section-block (attachments fold beyond that);
 * PagerDuty: https://developer.pagerduty.com/docs/events-api-v2-overview; a mail's subject is one line of RFC 5322.
 */
const limits: Readonly<Partial<Record<Channel, Readonly<Record<string, number>>>>> = {
  slack: { title: 1024, text: 3000 },
  pagerduty: { description: 1024 },
  email: { Subject: 998 },
};

/** What a person could not act on in a message. */
export function messageFaults(channel: Channel, message: RenderedMessage): string[] {
  return Object.entries(message).flatMap(([part, text]) => [
    ...tooLong(part, text, limits[channel]?.[part]),
    ...(part.startsWith("[") ? brokenLink(part, text) : unreadable(part, text)),
  ]);
}

const tooLong = (part: string, text: string, limit = Number.POSITIVE_INFINITY): string[] =>
  text.length > limit ? [`${part} has ${text.length} characters, ${limit} at most`] : [];

const brokenLink = (part: string, text: string): string[] =>
  /^https?:\/\/[^/\s]+\/\S+$/.test(text) ? [] : [`${part} leads nowhere: "${text}"`];

/** Labels that an alert's texts name and that it lacks: a gap where somebody looks for the host. */
export function emptyLabels({ summary, description, action }: AlertRule, labels: Labels): string[] {
  const named = `${summary} ${description} ${action}`.matchAll(/\$labels\.(\w+)/g);
  return [...new Set(Array.from(named, ([, label = ""]) => label))].filter((label) => !labels[label]);
}

/** What an empty label or a missing link leaves: a gap, a lone punctuation mark, a line that ends with its colon. */
function unreadable(part: string, text: string): string[] {
  if (text.trim() === "") return [`${part} is empty`];
  const gap = text.match(/<no value>|\S {2,}\S|(?<=\w) [,.;:](?=\s|$)|\(\)|""|''|^\w+:$/m)?.[0];
  return gap === undefined ? [] : [`${part} has a gap, as an empty label leaves: "${gap}"`];
}
