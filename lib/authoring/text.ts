import { type DashboardReference, uidOf } from "../model/model.ts";

/** A text that names rows or panels, as `text` makes it. */
export interface ReferringText {
  readonly parts: readonly (string | DashboardReference)[];
}

/**
 * An alert's action that names rows or panels. The check `alert-panel` proves that they exist.
 * @example
 * action: text`Find the slow stage in ${rowRef("etl", "Queue depths")} and give it more workers.`
 */
export const text = (strings: TemplateStringsArray, ...references: readonly DashboardReference[]): ReferringText => ({
  parts: strings.flatMap((string, i) => [string, ...references.slice(i, i + 1)]),
});

/**
 * The text as people read it, and what it names: `row "Queue depths" of the dashboard`.
 * @param opened the dashboard that the alert opens, which the text need not name
 */
export function resolveText(
  written: string | ReferringText,
  opened: string | DashboardReference,
): { readonly text: string; readonly references: readonly DashboardReference[] } {
  if (typeof written !== "object") return { text: written, references: [] };
  const references = written.parts.filter((part) => typeof part !== "string");
  const parts = written.parts.map((part) => (typeof part === "string" ? part : textOf(part, uidOf(opened))));
  return { text: parts.join(""), references };
}

function textOf({ uid, row, panel }: DashboardReference, opened: string): string {
  const dashboard = uid === opened ? "the dashboard" : `dashboard ${uid}`;
  if (panel !== undefined) return `panel "${panel}" of ${dashboard}`;
  return row !== undefined ? `row "${row}" of ${dashboard}` : dashboard;
}
