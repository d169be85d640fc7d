/** A message as its receiver reads it. */
export interface Message {
  readonly channel: string;
  /** The mailbox, the Slack channel, or the key of a pager. */
  readonly to: string;
  readonly title: string;
  readonly text: string;
}

/** A page: its action, and the text that is shown. */
export const paged = (to: string, action: string, title: string, firing: string | null): Message => ({
  ...{ channel: "pagerduty", to, title },
  text: `${action} ${firing ?? ""}`,
});

/** Which alert a message is about. */
export const alertIn = ({ title }: Message): string => /(\w+) \(/.exec(title)?.[1] ?? title;

/** The receiver and the alert. */
export const threadOf = (message: Message): string => `${message.channel} ${message.to}: ${alertIn(message)}`;

/** Messages to one address about one alert, in their order. */
export function threads<M extends Message>(messages: readonly M[]): Map<string, M[]> {
  const found = new Map<string, M[]>();
  for (const message of messages) found.set(threadOf(message), [...(found.get(threadOf(message)) ?? []), message]);
  return found;
}

/**
 * A message's text without numbers, times and links to queries, which may be of the minute before or after. The
 * comparison of accelerated and real time checks the numbers.
 */
export const textOf = ({ title, text }: Message): string =>
  `${title}\n${text.trim()}`
    .replace(/^(Query|Silence): .*\n?/gm, "")
    .replace(/\d+:\d+ UTC on \d+ \w+/g, "TIME")
    .replace(/\d[\d.]*[a-zA-Z%]*( \d+[hms]+)*/g, "#")
    .trim();
