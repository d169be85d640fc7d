import type { Labels } from "../../lib/alerting/matchers.ts";
import type { RenderedMessage } from "../../lib/alerting/messages.ts";
import type { Channel } from "../../lib/model/alerting.ts";
import type { Alert } from "../../lib/model/model.ts";

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

/** Parts of a message that its reader cannot use. */
export function messageFaults(channel: Channel, message: RenderedMessage): string[] {
  return Object.entries(message).flatMap(([part, text]) => [
    ...tooLong(part, text, limits[channel]?.[part]),
    ...(part.startsWith("[") ? brokenLink(part, text) : unreadable(part, text)),
  ]);
}

const tooLong = (part: string, text: string, limit = Number.POSITIVE_INFINITY): string[] =>
  text.length > limit ? [`${part} has ${text.length} characters, ${limit} at most`] : [];

const brokenLink = (part: string, text: string): string[] =>
  /^https?:\/\/[^/\s]+\/\S+$/.test(text) ? [] : [`${part} is not a complete address: "${text}"`];

/** Labels that an alert's texts use and that it lacks. */
export function emptyLabels({ summary, description, action }: Alert, labels: Labels): string[] {
  const named = `${summary} ${description} ${action}`.matchAll(/\$labels\.(\w+)/g);
  return [...new Set(Array.from(named, ([, label = ""]) => label))].filter((label) => !labels[label]);
}

/** The traces of an empty label: a gap, a lone punctuation mark, a line that ends with its colon. */
function unreadable(part: string, text: string): string[] {
  if (text.trim() === "") return [`${part} is empty`];
  const gap = text.match(/<no value>|\S {2,}\S|(?<=\w) [,.;:](?=\s|$)|\(\)|""|''|^\w+:$/m)?.[0];
  return gap === undefined ? [] : [`${part} has a gap, as an empty label leaves: "${gap}"`];
}
