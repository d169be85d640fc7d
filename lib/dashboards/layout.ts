import type { GridPos, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Row } from "../model.ts";
import { stableId } from "./ids.ts";

/** Grafana's grid is 24 columns wide; a row's title takes one line of it. */
const gridWidth = 24;
const titleHeight = 1;

/** Places rows below each other. A collapsed row keeps its panels inside, as Grafana wants it. */
export function layOut(rows: readonly Row[], uid: string): (Panel | RowPanel)[] {
  let y = 0;
  return rows.flatMap((row) => {
    const title = rowTitle(row, uid, y);
    const placed = placePanels(row, uid, y + titleHeight);
    const bottom = Math.max(y + titleHeight, ...placed.map(({ gridPos }) => (gridPos ? gridPos.y + gridPos.h : 0)));
    y = row.collapsed ? y + titleHeight : bottom;
    return row.collapsed ? [{ ...title, panels: placed }] : [title, ...placed];
  });
}

const rowTitle = (row: Row, uid: string, y: number): RowPanel => ({
  type: "row",
  id: stableId(uid, row.title),
  title: row.title,
  collapsed: row.collapsed,
  gridPos: { x: 0, y, w: gridWidth, h: titleHeight },
  panels: [],
});

function placePanels(row: Row, uid: string, top: number): Panel[] {
  // Cloned, because a builder that is used twice gives the same object twice.
  const panels = row.panels.map((builder) => structuredClone(builder.build()));
  const widths = shareWidth(panels.map((panel) => panel.gridPos?.w || undefined));
  let x = 0;
  let y = top;
  return panels.map((panel, i) => {
    const w = widths[i] ?? gridWidth;
    if (x + w > gridWidth) [x, y] = [0, y + row.height];
    const gridPos: GridPos = { x, y, w, h: panel.gridPos?.h || row.height };
    x += w;
    return withRefIds({ ...panel, id: stableId(uid, row.title, panel.title ?? ""), gridPos });
  });
}

/** Panels without a width of their own share what the others leave, evenly; the last one takes the remainder. */
function shareWidth(widths: readonly (number | undefined)[]): number[] {
  const free = widths.filter((width) => width === undefined).length;
  const taken = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  const share = Math.max(1, Math.floor((gridWidth - (taken % gridWidth)) / Math.max(1, free)));
  let left = gridWidth - (taken % gridWidth);
  let open = free;
  return widths.map((width) => {
    if (width !== undefined) return width;
    open -= 1;
    const own = open === 0 && left < gridWidth * 2 ? left : share;
    left -= own;
    return own;
  });
}

/** Queries are A, B, C... in the order they are written; the SDK leaves them without a name. */
function withRefIds(panel: Panel): Panel {
  if (!panel.targets) return panel;
  const targets = panel.targets.map((target, i) => ({ ...target, refId: String.fromCharCode(65 + i) }));
  return { ...panel, targets };
}
