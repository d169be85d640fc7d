import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Line, Row } from "../../model/model.ts";

/** Grafana's grid is 24 columns wide; a row's title takes one line of it. */
const gridWidth = 24;
const titleHeight = 1;

/** Places rows below each other. A collapsed row holds its panels, as Grafana requires. */
export function layOut(rows: readonly Row[], uid: string): (Panel | RowPanel)[] {
  let y = 0;
  return rows.flatMap((row) => {
    const headHeight = row.title === "" ? 0 : titleHeight;
    const title = rowTitle(row, uid, y);
    const panels = placeLines(row, uid, y + headHeight);
    const height = row.lines.reduce((sum, line) => sum + line.height, 0);
    y += row.collapsed ? headHeight : headHeight + height;
    if (row.title === "") return panels;
    return row.collapsed ? [{ ...title, panels, ...row.settings }] : [{ ...title, ...row.settings }, ...panels];
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

function placeLines(row: Row, uid: string, top: number): Panel[] {
  let y = top;
  return row.lines.flatMap((line) => {
    const placed = placeLine(line, y);
    y += line.height;
    return placed.map((panel) => withRefIds({ id: stableId(uid, row.title, panel.title ?? ""), ...panel }));
  });
}

function placeLine({ height, panels: builders, placed }: Line, y: number): Panel[] {
  const panels = builders.map((builder) => builder.build());
  if (placed) return panels;
  const widths = shareWidth(panels.map((panel) => panel.gridPos?.w || undefined));
  let x = 0;
  return panels.map((panel, i) => {
    const w = widths[i] ?? gridWidth;
    // A copy, because a builder that is used twice gives the same object twice.
    const placed = { ...panel, gridPos: { x, y, w, h: height } };
    x += w;
    return placed;
  });
}

/** Panels without a width share what the others leave, rounded so that together they fill the line. */
export function shareWidth(widths: readonly (number | undefined)[]): number[] {
  const taken = widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
  const share = (gridWidth - taken) / widths.filter((width) => width === undefined).length;
  let before = 0;
  return widths.map((width) => {
    if (width !== undefined) return width;
    before += 1;
    return Math.round(before * share) - Math.round((before - 1) * share);
  });
}

/** Queries without a name are A, B, C... in the order they are written. */
function withRefIds(panel: Panel): Panel {
  if (!panel.targets) return panel;
  const targets = panel.targets.map((target, i) => ({ ...target, refId: refIdOf(target) || letter(i) }));
  return { ...panel, targets };
}

const refIdOf = (target: object): string => ("refId" in target ? String(target.refId) : "");

const letter = (place: number): string => String.fromCharCode(65 + place);

/** Grafana keeps panel ids in 32 bits; these stay well inside. */
const idSpace = 2 ** 30;

/**
 * A panel's id, made from its place by name, so that inserting a panel changes no other id.
 * FNV-1a, 32 bits. Source: RFC 9923.
 */
export function stableId(...names: readonly string[]): number {
  let hash = 0x811c9dc5;
  for (const char of names.join("\u0000")) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return (hash % (idSpace - 1)) + 1;
}
