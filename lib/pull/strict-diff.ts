import { refIdAt } from "../authoring/panels/frame.ts";
import type { Detail } from "../diff/change.ts";
import { fieldDetails } from "../diff/change.ts";
import { shape, treeOf } from "../diff/expressions.ts";
import {
  essentialPanel,
  isObject,
  type Json,
  objectOf,
  objectsOf,
  place,
  rowsOf,
  saysNothing,
  textOf,
  without,
} from "../diff/json.ts";

/**
 * Every difference between a dashboard and the dashboard that its definition builds, by its path in the JSON. Stricter than
 * the diff for reviewers: selected values of variables, every order, every override, id and version count.
 */
export const strictDetails = (board: Json, built: Json): Detail[] =>
  fieldDetails(contentOf(board, board), contentOf(built, board));

/** Fields that the server or the migration of the schema sets. */
const notContent = ["id", "uid", "version", "iteration", "$comment", "schemaVersion", "panels"];

/** @param original the dashboard whose panels' ids are compared */
function contentOf(board: Json, original: Json): Json {
  const { templating, annotations, ...rest } = without(board, ...notContent);
  const settings = Object.entries(rest).filter(([, value]) => !saysNothing(value));
  const ids = new Set(rowsOf(original).flatMap(({ panels }) => panels.map(({ id }) => id)));
  const rows = rowsOf(board).map((row) => ({ ...row, panels: row.panels.map((panel) => panelOf(panel, ids)) }));
  return {
    ...Object.fromEntries(settings),
    templating: listOf(templating),
    annotations: listOf(annotations),
    rows,
  };
}

/** An absent list is an empty one. */
const listOf = (value: unknown): Json => ({ ...objectOf(value), list: objectsOf(objectOf(value).list) });

/** @param ids that the original has; the layout gives a panel without an id one of its own */
function panelOf(panel: Json, ids: ReadonlySet<unknown>): Json {
  const { targets, ...rest } = essentialPanel(panel);
  return {
    ...rest,
    ...(targets !== undefined && { targets: objectsOf(targets).map(questionOf) }),
    ...(ids.has(panel.id) && { id: panel.id }),
    ...(textOf(panel.pluginVersion) !== "" && { pluginVersion: panel.pluginVersion }),
    // A panel without a position gets one from the layout.
    ...(place(panel, "w") > 0 && { place: (["x", "w", "h"] as const).map((side) => place(panel, side)) }),
  };
}

/** A query with the meaning of its expression, where it is PromQL, and with the name that Grafana gives it. */
function questionOf(query: Json, i: number): Json {
  const tree = typeof query.expr === "string" ? treeOf(query.expr) : undefined;
  const refId = textOf(query.refId) || refIdAt(i);
  return { ...query, refId, ...(tree && { expr: shape(tree) }) };
}

/** A dashboard of any age as Grafana takes it when it loads it. */
export function asLoaded(board: Json): Json {
  const laidOut = withoutLegacyRows(board);
  return Array.isArray(laidOut.panels) ? { ...laidOut, panels: laidOut.panels.map(withoutFlag) } : laidOut;
}

/** In old dashboards `options` was a flag, which nothing reads. */
const withoutFlag = (panel: unknown): unknown =>
  isObject(panel)
    ? {
        ...(typeof panel.options === "boolean" ? without(panel, "options") : panel),
        ...(Array.isArray(panel.panels) && { panels: panel.panels.map(withoutFlag) }),
      }
    : panel;

/** Grafana's grid before version 5 had 12 columns, and heights in pixels. Source: Grafana's DashboardMigrator, step 16. */
const columns = 2;
const gridWidth = 24;
const cellHeight = 38;
const leastHeight = 90;
const usualHeight = 250;

/**
 * Lays out a dashboard with its panels in `rows`, as Grafana does when it loads it. Other dashboards are returned
 * unchanged. Generated dashboards still use that form.
 */
function withoutLegacyRows(board: Json): Json {
  if (objectsOf(board.panels).length > 0 || !Array.isArray(board.rows)) return board;
  const rows = objectsOf(board.rows);
  const titled = rows.some(({ collapse, showTitle, repeat }) => collapse || showTitle || repeat);
  let y = 0;
  const panels = rows.flatMap((row) => {
    const top = titled ? y + 1 : y;
    const placed = placeInLine(objectsOf(row.panels), heightOf(row.height ?? usualHeight), top);
    const folded = row.collapse === true;
    const head = titled ? [headOf(row, y, folded ? placed : [])] : [];
    y = Math.max(top, ...(folded ? [] : placed.map((panel) => panel.gridPos.y + panel.gridPos.h)));
    return [...head, ...(folded ? [] : placed)];
  });
  return { ...without(board, "rows"), panels };
}

const headOf = ({ title, collapse, repeat }: Json, y: number, panels: readonly Json[]): Json => ({
  type: "row",
  title: textOf(title),
  collapsed: collapse === true,
  ...(repeat ? { repeat } : {}),
  gridPos: { x: 0, y, w: gridWidth, h: 1 },
  panels,
});

/** Panels side by side by their spans, line after line. */
function placeInLine(panels: readonly Json[], rowHeight: number, top: number) {
  let [x, y] = [0, top];
  return panels.map(({ span, height, minSpan: _, ...panel }) => {
    const w = Math.min(gridWidth, Math.floor(Number(span ?? 4)) * columns);
    if (x + w > gridWidth) [x, y] = [0, y + rowHeight];
    const gridPos = { x, y, w, h: height === undefined ? rowHeight : heightOf(height) };
    x += w;
    return { ...panel, gridPos };
  });
}

function heightOf(height: unknown): number {
  const pixels = typeof height === "number" ? height : Number.parseInt(textOf(height), 10) || usualHeight;
  return Math.ceil(Math.max(pixels, leastHeight) / cellHeight);
}

/** Whether the JSON is a dashboard of any age. */
export const isDashboard = (json: unknown): json is Json =>
  isObject(json) && (Array.isArray(json.panels) || Array.isArray(json.rows));
