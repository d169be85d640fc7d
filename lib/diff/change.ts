/** What part of the monitoring a change is in; reports have them in this order. */
export const areas = {
  dashboards: "Dashboards",
  rules: "Rules",
  notifications: "Notifications",
  routing: "Routing",
  datasources: "Datasources",
  scraping: "Scraping and probes",
  logs: "Logs",
} as const;

export type Area = keyof typeof areas;

/** One difference, worded for a reviewer. */
export interface Change {
  readonly area: Area;
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** The changed thing, such as `alert KafkaUnreachable` or `kafka › Consumer lag › Worst lag`. */
  readonly subject: string;
  /** How it changed: `is critical instead of warning`. */
  readonly sentence: string;
  /** Texts to show below each other, where the sentence does not hold the whole change. */
  readonly before?: string;
  readonly after?: string;
}

/** A change without its area and subject. */
export type Detail = Pick<Change, "sentence" | "before" | "after"> & { readonly kind?: Change["kind"] };

/** Details of one subject. */
export const about = (area: Area, subject: string, details: readonly Detail[]): Change[] =>
  details.map(({ kind = "changed", ...detail }) => ({ area, kind, subject, ...detail }));

/** `4 panels`, `1 panel`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** A text in quotes; a long one is cut. */
export function quoted(text: string, most = 80): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `"${line.length > most ? `${line.slice(0, most - 1)}…` : line}"`;
}
