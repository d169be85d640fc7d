import { type Json, objectsOf, textOf, without } from "../json.ts";

/** A row with its panels. Panels above the first row stand in one without a title. */
export interface BoardRow {
  readonly title: string;
  readonly collapsed: boolean;
  /** What else is set on it, such as what it is repeated by. */
  readonly settings: Json;
  readonly panels: readonly Json[];
}

/** The rows of a dashboard, top to bottom, with their panels in reading order. */
export function rowsOf(board: Json): BoardRow[] {
  const rows: (Omit<BoardRow, "panels"> & { panels: Json[] })[] = [];
  for (const panel of inReadingOrder(objectsOf(board.panels))) {
    if (panel.type === "row") {
      const settings = without(panel, "id", "title", "type", "collapsed", "gridPos", "panels");
      const panels = [...inReadingOrder(objectsOf(panel.panels))];
      rows.push({ title: textOf(panel.title), collapsed: panel.collapsed === true, settings, panels });
      continue;
    }
    // What follows a folded row stands below it, not in it.
    if (rows.length === 0 || rows.at(-1)?.collapsed)
      rows.push({ title: "", collapsed: false, settings: {}, panels: [] });
    rows.at(-1)?.panels.push(panel);
  }
  return rows;
}

/** Grafana goes by the places on the grid, not by the order of the list. */
export const inReadingOrder = (panels: readonly Json[]): Json[] =>
  [...panels].sort((a, b) => place(a, "y") - place(b, "y") || place(a, "x") - place(b, "x"));

/** A panel's place or size in grid units. */
export const place = ({ gridPos }: Json, side: "x" | "y" | "w" | "h"): number =>
  Number((gridPos as Json | undefined)?.[side] ?? 0);
