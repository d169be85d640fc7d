import { isDeepStrictEqual } from "node:util";
import {
  inReadingOrder,
  isObject,
  type Json,
  objectOf,
  objectsOf,
  place,
  saysNothing,
  textOf,
  without,
} from "../diff/json.ts";
import { shareWidth } from "../emit/layout.ts";
import { type Code, call, list, literal } from "./code.ts";
import { spanKey } from "./fields.ts";
import { panelCode } from "./panels.ts";

/** A row's own panel, absent for panels outside every row, and its panels in reading order. */
interface BoardPart {
  readonly head?: Json;
  readonly panels: readonly Json[];
}

export interface PulledRow extends BoardPart {
  /** The panels line by line, if the layout would place them like that. */
  readonly lines: readonly (readonly Json[])[] | undefined;
  /** Whether the layout would place the row elsewhere because other rows have panels at fixed positions. */
  readonly fixed: boolean;
}

/** The rows of a dashboard. */
export function pulledRows(board: Json): PulledRow[] {
  let y = 0;
  const rows = partsOf(board).map((part) => {
    const { head, panels } = part;
    const top = Math.min(...panels.map((panel) => place(panel, "y")), Number.POSITIVE_INFINITY);
    const lines = linesOf(panels, Number.isFinite(top) ? top : 0);
    const moved = (head ? place(head, "y") : top) !== y;
    y += (head ? 1 : 0) + (isFolded(head) ? 0 : heightOf(panels));
    return { ...part, lines, moved };
  });
  const anyPlaced = rows.some(({ head, lines }) => !lines && !isFolded(head));
  return rows.map(({ moved, lines, ...row }) => {
    const fixed = anyPlaced && moved;
    return { ...row, fixed, lines: fixed && !isFolded(row.head) ? undefined : lines };
  });
}

function partsOf(board: Json): BoardPart[] {
  const rows: { head?: Json; panels: Json[] }[] = [];
  for (const panel of inReadingOrder(objectsOf(board.panels))) {
    if (panel.type === "row") rows.push({ head: panel, panels: inReadingOrder(objectsOf(panel.panels)) });
    else if (rows.length === 0 || isFolded(rows.at(-1)?.head)) rows.push({ panels: [panel] });
    else rows.at(-1)?.panels.push(panel);
  }
  return rows;
}

/** The height of all panels together, in grid units. */
function heightOf(panels: readonly Json[]): number {
  const bottoms = panels.map((panel) => place(panel, "y") + place(panel, "h"));
  return panels.length === 0 ? 0 : Math.max(...bottoms) - Math.min(...panels.map((panel) => place(panel, "y")));
}

const isFolded = (head: Json | undefined): boolean => head?.collapsed === true;

/**
 * A row with lines, if its panels form lines; else with every panel at a fixed position.
 * @param idOf the id that the layout gives a panel, by the titles of its row and itself
 * @param usualVersion the version that the layout gives a panel
 */
export function rowCode(
  { head, panels, lines, fixed }: PulledRow,
  idOf: (...names: string[]) => number,
  usualVersion: string | undefined,
): Code {
  const title = textOf(head?.title);
  const ownId = ({ id, title: own, pluginVersion }: Json): Json => ({
    ...(id !== undefined && id !== idOf(title, textOf(own)) && { id }),
    ...(textOf(pluginVersion) !== "" && pluginVersion !== usualVersion && { pluginVersion }),
  });
  const code = lines
    ? lines.map((line) => lineCode(line, ownId))
    : panels.length > 0
      ? [placedCode(panels, ownId)]
      : [];
  if (!head) return call("ungrouped", ...code);
  const isAuto = isObject(head.autoGrid);
  const helper = isAuto
    ? autoCode(title || "Row", panels, objectOf(head.autoGrid), ownId)
    : call(isFolded(head) ? "collapsedRow" : "row", literal(title || "Row"), ...code);
  const settings = { ...(title === "" && { title }), ...settingsOf(head, idOf(title || "Row"), fixed) };
  const { tab, tabShowIf, showIf } = head;
  const collapsed = isAuto && isFolded(head) ? true : undefined;
  const fields = Object.entries({ collapsed, tab, tabShowIf, showIf, settings }).filter(
    ([, value]) => !saysNothing(value),
  );
  if (fields.length === 0) return helper;
  return {
    open: "{",
    items: [["...", helper], ...fields.map(([name, value]): Code => [`${name}: `, { value, name }])],
    close: "}",
  };
}

function settingsOf(head: Json, id: number, fixed: boolean): Json {
  const {
    id: own,
    gridPos,
    ...rest
  } = without(head, "type", "title", "panels", "collapsed", "tab", "tabShowIf", "showIf", "autoGrid");
  return { ...(own !== undefined && own !== id && { id: own }), ...rest, ...(fixed && gridPos ? { gridPos } : {}) };
}

/** The panels line by line; undefined if they do not form lines. */
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

/** Whether panels follow each other without gaps and have the same height. A panel may have no position. */
function isLine(line: readonly Json[]): boolean {
  let x = 0;
  return line.every((panel) => {
    const fits = place(panel, "w") > 0 && place(panel, "x") === x && place(panel, "h") === place(line[0] as Json, "h");
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
    list(line.map((panel, i) => shownCode(panel, { ...ownId(panel), ...(spans[i] && { [spanKey]: spans[i] }) }))),
  );
}

/** A row of panels in an auto grid, which has their sizes. */
function autoCode(title: string, panels: readonly Json[], grid: Json, ownId: (panel: Json) => Json): Code {
  const codes = panels.map((panel) => shownCode(panel, ownId(panel)));
  return call("autoRow", literal(title), list(codes), ...(saysNothing(grid) ? [] : [literal(grid)]));
}

/** A panel with its condition, where it has one. */
function shownCode({ showIf, ...panel }: Json, place: Json): Code {
  const code = panelCode(panel, place);
  return showIf === undefined ? code : call("showIf", literal(showIf), code);
}

/** As few written widths as possible; the other panels share the rest. */
function spansOf(widths: readonly number[]): (number | undefined)[] {
  const tries = [undefined, ...new Set(widths)].map((shared) =>
    widths.map((width) => (shared === undefined || width === shared ? undefined : width)),
  );
  return tries.find((spans) => isDeepStrictEqual(shareWidth(spans), widths)) ?? [...widths];
}

const placedCode = (panels: readonly Json[], ownId: (panel: Json) => Json): Code => {
  const codes = panels.map((panel) => shownCode(panel, { ...ownId(panel), ...placeOf(panel) }));
  return call("withGridPos", literal(heightOf(panels)), list(codes));
};

/** A panel without a position stays without one. */
const placeOf = ({ gridPos }: Json): Json => (saysNothing(gridPos) ? {} : { gridPos });
