import type { ExpectedMessage } from "./expected.ts";
import { alertIn, type Message, textOf, threadOf, threads } from "./message.ts";

/** The texts of messages to each address about each alert, in their order. */
export const textsByThread = (messages: readonly Message[]): Record<string, string[]> =>
  Object.fromEntries(Array.from(threads(messages), ([thread, all]) => [thread, all.map(textOf)]));

/** The expected messages that must have arrived by the end, and those around the end that have arrived. */
export function dueOf(
  expected: readonly ExpectedMessage[],
  arrived: readonly Message[],
  end: number,
): ExpectedMessage[] {
  const came = threads(arrived);
  return Array.from(threads(expected)).flatMap(([thread, all]) =>
    all.filter(({ until }, i) => until <= end || i < (came.get(thread)?.length ?? 0)),
  );
}

/** Messages without direct repetitions. */
export function once(messages: readonly Message[]): Message[] {
  const last = new Map<string, string>();
  return messages.filter((message) => {
    const isNew = last.get(threadOf(message)) !== textOf(message);
    last.set(threadOf(message), textOf(message));
    return isNew;
  });
}

/**
 * Messages that arrived before another one about the same alert that was due earlier, such as an escalation before the
 * page. Messages about different alerts may change places: when a value is close to its threshold, the phases of scrapes
 * and rules decide in which minute the alert fires.
 */
export function swapped(arrived: readonly Message[], expected: readonly ExpectedMessage[]): string[] {
  const byThread = threads(expected);
  const order = arrived.flatMap((message) => byThread.get(threadOf(message))?.splice(0, 1) ?? []);
  return order.flatMap((early, i) =>
    order
      .slice(i + 1)
      .filter((late) => alertIn(late) === alertIn(early) && late.until < early.at)
      .map(({ title }) => `${early.title} before ${title}`),
  );
}
