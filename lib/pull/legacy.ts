import { isObject, type Json, objectsOf, textOf, without } from "../diff/json.ts";

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
export function withoutLegacyRows(board: Json): Json {
  if (Array.isArray(board.panels) || !Array.isArray(board.rows)) return board;
  const rows = objectsOf(board.rows);
  const titled = rows.some(({ collapse, showTitle, repeat }) => collapse || showTitle || repeat);
  let y = 0;
  const panels = rows.flatMap((row) => {
    const top = titled ? y + 1 : y;
    const placed = place(objectsOf(row.panels), heightOf(row.height ?? usualHeight), top);
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
function place(panels: readonly Json[], rowHeight: number, top: number) {
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
