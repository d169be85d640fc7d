import { isDeepStrictEqual } from "node:util";
import { place } from "../diff/dashboards/rows.ts";
import { type Json, objectOf, objectsOf, textOf, without } from "../diff/json.ts";
import { shareWidth } from "../emit/grafana/layout.ts";
import { type Code, call, list, literal } from "./code.ts";
import { spanKey } from "./panel-chain.ts";
import { panelCode } from "./panels.ts";

/** A row's own panel, absent for panels that stand under none, and its panels in the order of the JSON. */
export interface PulledRow {
  readonly head?: Json;
  readonly panels: readonly Json[];
}

/** The rows of a dashboard. */
export function pulledRows(board: Json): PulledRow[] {
  const rows: { head?: Json; panels: Json[] }[] = [];
  for (const panel of objectsOf(board.panels)) {
    if (panel.type === "row") rows.push({ head: panel, panels: [...objectsOf(panel.panels)] });
    else if (rows.length === 0 || isFolded(rows.at(-1)?.head)) rows.push({ panels: [panel] });
    else rows.at(-1)?.panels.push(panel);
  }
  return rows;
}

const isFolded = (head: Json | undefined): boolean => head?.collapsed === true;

/**
 * A row by our helpers, where its panels stand in lines; else with every panel at its place.
 * @param idOf the id that the layout gives a panel, by its row's title and its own
 */
export function rowCode({ head, panels }: PulledRow, idOf: (...names: string[]) => number): Code {
  const title = textOf(head?.title);
  const ownId = (panel: Json): Json =>
    panel.id === undefined || panel.id === idOf(title, textOf(panel.title)) ? {} : { id: panel.id };
  const lines = linesOf(panels, panels[0] ? place(panels[0], "y") : 0);
  const code = lines
    ? lines.map((line) => lineCode(line, ownId))
    : panels.length > 0
      ? [placedCode(panels, ownId)]
      : [];
  if (!head) return call("rowless", ...code);
  const helper = call(isFolded(head) ? "collapsedRow" : "row", literal(title || "Row"), ...code);
  const settings = { ...(title === "" && { title }), ...settingsOf(head, idOf(title || "Row")) };
  return Object.keys(settings).length === 0 ? helper : settled(helper, settings);
}

const settled = (row: Code, settings: Json): Code => ({
  open: "{",
  items: [
    ["...", row],
    ["settings: ", { value: settings, name: "settings" }],
  ],
  close: "}",
});

function settingsOf(head: Json, id: number): Json {
  const { id: own, ...rest } = without(head, "type", "title", "panels", "collapsed", "gridPos");
  return { ...(own !== undefined && own !== id && { id: own }), ...rest };
}

/** Panels line by line, if that is how they stand; undefined if not. */
function linesOf(panels: readonly Json[], top: number): Json[][] | undefined {
  const lines: Json[][] = [];
  let y = top;
  for (let at = 0; at < panels.length; ) {
    const first = panels[at] as Json;
    const line = [first];
    while (place(first, "y") === place(panels[at + line.length] ?? {}, "y") && panels[at + line.length])
      line.push(panels[at + line.length] as Json);
    if (place(first, "y") !== y || !isLine(line)) return undefined;
    lines.push(line);
    y += place(first, "h");
    at += line.length;
  }
  return lines;
}

/** Whether panels follow each other without gaps, as high as each other. */
function isLine(line: readonly Json[]): boolean {
  let x = 0;
  return line.every((panel) => {
    const fits = place(panel, "x") === x && place(panel, "h") === place(line[0] as Json, "h");
    x += place(panel, "w");
    return fits;
  });
}

function lineCode(line: readonly Json[], ownId: (panel: Json) => Json): Code {
  const spans = spansOf(line.map((panel) => place(panel, "w")));
  const height = literal(place(line[0] as Json, "h"));
  return call(
    "line",
    height,
    list(line.map((panel, i) => panelCode(panel, { ...ownId(panel), ...(spans[i] && { [spanKey]: spans[i] }) }))),
  );
}

/** The fewest widths that have to be written; the others share what they leave. */
function spansOf(widths: readonly number[]): (number | undefined)[] {
  const tries = [undefined, ...new Set(widths)].map((shared) =>
    widths.map((width) => (shared === undefined || width === shared ? undefined : width)),
  );
  return tries.find((spans) => isDeepStrictEqual(shareWidth(spans), widths)) ?? [...widths];
}

const placedCode = (panels: readonly Json[], ownId: (panel: Json) => Json): Code => {
  const bottom = Math.max(...panels.map((panel) => place(panel, "y") + place(panel, "h")));
  const top = Math.min(...panels.map((panel) => place(panel, "y")));
  const codes = panels.map((panel) => panelCode(panel, { ...ownId(panel), gridPos: objectOf(panel.gridPos) }));
  return call("placed", literal(bottom - top), list(codes));
};
