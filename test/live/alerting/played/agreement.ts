import type { Foretold } from "./foretold.ts";
import { alertIn, type Message, threadOf, threads, words } from "./message.ts";

/** The words of messages to each address about each alert, in their order. */
export const wordsByThread = (messages: readonly Message[]): Record<string, string[]> =>
  Object.fromEntries(Array.from(threads(messages), ([thread, all]) => [thread, all.map(words)]));

/** What must have arrived by the end, and what has of the messages that are foretold for the end itself. */
export function dueOf(foretold: readonly Foretold[], arrived: readonly Message[], end: number): Foretold[] {
  const came = threads(arrived);
  return Array.from(threads(foretold)).flatMap(([thread, all]) =>
    all.filter(({ until }, i) => until <= end || i < (came.get(thread)?.length ?? 0)),
  );
}

/** Each message once, where it was told again at once. */
export function once(messages: readonly Message[]): Message[] {
  const last = new Map<string, string>();
  return messages.filter((message) => {
    const isNew = last.get(threadOf(message)) !== words(message);
    last.set(threadOf(message), words(message));
    return isNew;
  });
}

/**
 * Messages that arrived before another one about the same alert that had to be there already, such as an escalation
 * before the page. Alerts among each other may change places: when a condition is close to its limit, the phases of
 * scrapes and rules decide in which minute it holds.
 */
export function swapped(arrived: readonly Message[], foretold: readonly Foretold[]): string[] {
  const expected = threads(foretold);
  const order = arrived.flatMap((message) => expected.get(threadOf(message))?.splice(0, 1) ?? []);
  return order.flatMap((early, i) =>
    order
      .slice(i + 1)
      .filter((late) => alertIn(late) === alertIn(early) && late.until < early.at)
      .map(({ title }) => `${early.title} before ${title}`),
  );
}
