import type { Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { refIdAt } from "../authoring/panels/frame.ts";
import { textOf } from "../diff/json.ts";
import type { Line, Row } from "../model/model.ts";

/** Grafana's grid is 24 columns wide; a row's title takes one line of it. */
const gridWidth = 24;
const titleHeight = 1;

export const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === "row";

/**
 * Places rows below each other. A collapsed row holds its panels, as Grafana requires.
 * @param defaults fields of every panel that does not set them itself
 */
export function layOut(rows: readonly Row[], uid: string, defaults: Partial<Panel> = {}): (Panel | RowPanel)[] {
  let y = 0;
  return rows.flatMap((row) => {
    const headHeight = row.title === "" ? 0 : titleHeight;
    const title = rowTitle(row, uid, y);
    const panels = placeLines(row, uid, y + headHeight, defaults);
    const height = row.lines.reduce((sum, line) => sum + line.height, 0);
    y += row.collapsed ? headHeight : headHeight + height;
    if (row.title === "") return headless(row, panels);
    return row.collapsed ? [{ ...title, panels, ...row.settings }] : [{ ...title, ...row.settings }, ...panels];
  });
}

/** @throws Error where something is said of the row that only its head has */
function headless({ showIf, tabShowIf, autoGrid }: Row, panels: Panel[]): Panel[] {
  const said = autoGrid ? "an auto grid" : (showIf ?? tabShowIf) ? "a condition" : undefined;
  if (said !== undefined) throw new Error(`a row without a title cannot have ${said}: give it a title`);
  return panels;
}

const rowTitle = (row: Row, uid: string, y: number): RowPanel => ({
  type: "row",
  id: stableId(uid, row.title),
  title: row.title,
  collapsed: row.collapsed,
  gridPos: { x: 0, y, w: gridWidth, h: titleHeight },
  panels: [],
  // Read by `resourceV2`: classic JSON has no such fields.
  ...(row.tab !== undefined && { tab: row.tab }),
  ...(row.tabShowIf !== undefined && { tabShowIf: row.tabShowIf }),
  ...(row.showIf !== undefined && { showIf: row.showIf }),
  ...(row.autoGrid !== undefined && { autoGrid: row.autoGrid }),
});

function placeLines(row: Row, uid: string, top: number, defaults: Partial<Panel>): Panel[] {
  let y = top;
  return row.lines.flatMap((line) => {
    const placed = placeLine(line, y);
    y += line.height;
    return placed.map((panel) =>
      withRefIds({ ...defaults, id: stableId(uid, row.title, panel.title ?? ""), ...panel }),
    );
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
  const targets = panel.targets.map((target: Dataquery & { readonly refId?: unknown }, i) => ({
    ...target,
    refId: textOf(target.refId) || refIdAt(i),
  }));
  return { ...panel, targets };
}

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
