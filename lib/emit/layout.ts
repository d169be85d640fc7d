import type { Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type {
  AutoGridLayoutKind,
  ConditionalRenderingGroupKind,
  Dashboard as DashboardV2,
  GridLayoutKind,
  RowsLayoutKind,
  RowsLayoutRowKind,
  TabsLayoutKind,
  TabsLayoutTabKind,
} from "@grafana/grafana-foundation-sdk/dashboardv2";
import { refIdAt } from "../authoring/panels/frame.ts";
import { given, textOf } from "../diff/json.ts";
import type { AutoGrid, Condition, Line, Row, ShowIf } from "../model/model.ts";

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

// The layout of schema v2: grids, rows, tabs, and the conditions under which they are shown.

/** The name of a panel's element, made of its id, which does not change with the layout. */
export const nameOf = ({ id }: Panel): string => `panel-${id}`;

/** The head of a row: classic JSON, and what only schema v2 has. */
export type RowHead = RowPanel & Pick<Row, "tab" | "tabShowIf" | "showIf" | "autoGrid">;

/** A panel of classic JSON with its condition, which only schema v2 has. */
export type ShownPanel = Panel & { readonly showIf?: ShowIf };

interface Section {
  readonly head: RowHead | undefined;
  readonly panels: Panel[];
}

/** Rows where there are any. Panels above the first one stand in a row without a heading, as Grafana writes it. */
export function layoutOf(panels: readonly (Panel | RowPanel)[]): DashboardV2["layout"] {
  if (!panels.some(isRow)) return gridOf(panels as readonly Panel[]);
  const rows: Section[] = [];
  for (const panel of panels) {
    if (isRow(panel)) rows.push({ head: panel, panels: [...(panel.panels ?? [])] });
    else if (rows.length === 0) rows.push({ head: undefined, panels: [panel] });
    else rows.at(-1)?.panels.push(panel);
  }
  return rows.some(({ head }) => head?.tab !== undefined) ? tabsOf(rows) : rowsLayout(rows);
}

const rowsLayout = (rows: readonly Section[]): RowsLayoutKind => ({
  kind: "RowsLayout",
  spec: { rows: rows.map(rowOf) },
});

/** Rows that follow each other and name one tab stand in it. A tab with nothing but a row of its name needs no heading. */
function tabsOf(rows: readonly Section[]): TabsLayoutKind {
  const tabs: { readonly title: string; readonly rows: Section[] }[] = [];
  for (const row of rows) {
    const title = row.head?.tab ?? row.head?.title ?? "";
    const last = tabs.at(-1);
    if (last?.title === title) last.rows.push(row);
    else tabs.push({ title, rows: [row] });
  }
  return { kind: "TabsLayout", spec: { tabs: tabs.map(({ title, rows }) => tabOf(title, rows)) } };
}

function tabOf(title: string, rows: readonly Section[]): TabsLayoutTabKind {
  const [only, ...others] = rows;
  const head = only?.head;
  const isBare = others.length === 0 && head?.title === title && !head.collapsed && !head.showIf && !head.repeat;
  return {
    kind: "TabsLayoutTab",
    spec: {
      title,
      ...(head?.tabShowIf && { conditionalRendering: conditionsOf(head.tabShowIf) }),
      layout: isBare && only ? panelsLayout(only) : rowsLayout(rows),
    },
  };
}

function rowOf({ head, panels }: Section): RowsLayoutRowKind {
  const repeat = head?.repeat;
  const spec = {
    title: head?.title ?? "",
    collapse: head?.collapsed ?? false,
    ...(head === undefined && { hideHeader: true }),
    ...(isText(repeat) && { repeat: { mode: "variable", value: repeat } }),
    ...(head?.showIf && { conditionalRendering: conditionsOf(head.showIf) }),
    layout: panelsLayout({ head, panels }),
  };
  return { kind: "RowsLayoutRow", spec } as RowsLayoutRowKind;
}

const panelsLayout = ({ head, panels }: Section): GridLayoutKind | AutoGridLayoutKind =>
  head?.autoGrid ? autoGridOf(panels, head.autoGrid) : gridOf(panels);

/** Panels in the order in which they are read. */
function autoGridOf(panels: readonly Panel[], { columns, width, height, fillScreen }: AutoGrid): AutoGridLayoutKind {
  const inOrder = [...panels].sort((a, b) => placeOf(a, "y") - placeOf(b, "y") || placeOf(a, "x") - placeOf(b, "x"));
  const items = inOrder.map((panel: ShownPanel) => ({
    kind: "AutoGridLayoutItem",
    spec: {
      element: { kind: "ElementReference", name: nameOf(panel) },
      ...(isText(panel.repeat) && { repeat: { mode: "variable", value: panel.repeat } }),
      ...(panel.showIf && { conditionalRendering: conditionsOf(panel.showIf) }),
    },
  }));
  const spec = {
    ...(columns !== undefined && { maxColumnCount: columns }),
    ...(typeof width === "number"
      ? { columnWidthMode: "custom", columnWidth: width }
      : { columnWidthMode: width ?? "standard" }),
    ...(typeof height === "number"
      ? { rowHeightMode: "custom", rowHeight: height }
      : { rowHeightMode: height ?? "standard" }),
    ...(fillScreen && { fillScreen }),
    items,
  };
  return { kind: "AutoGridLayout", spec } as unknown as AutoGridLayoutKind;
}

const placeOf = ({ gridPos }: Panel, side: "x" | "y"): number => gridPos?.[side] ?? 0;

function conditionsOf(showIf: ShowIf): ConditionalRenderingGroupKind {
  const [visibility, conditions] = "not" in showIf ? (["hide", showIf.not] as const) : (["show", showIf] as const);
  const condition = "any" in conditions ? "or" : "and";
  const items = singleConditions(showIf).map(conditionOf);
  return { kind: "ConditionalRenderingGroup", spec: { visibility, condition, items } };
}

/** What is true or not by itself. */
export function singleConditions(showIf: ShowIf): readonly Condition[] {
  const conditions = "not" in showIf ? showIf.not : showIf;
  return "all" in conditions ? conditions.all : "any" in conditions ? conditions.any : [conditions];
}

function conditionOf(condition: Condition): ConditionalRenderingGroupKind["spec"]["items"][number] {
  if ("hasData" in condition) return { kind: "ConditionalRenderingData", spec: { value: condition.hasData } };
  if ("timeRangeUpTo" in condition)
    return { kind: "ConditionalRenderingTimeRangeSize", spec: { value: condition.timeRangeUpTo } };
  const { variable, ...test } = condition;
  const [[word, value]] = Object.entries(test) as [[keyof typeof conditionOperators, string]];
  return { kind: "ConditionalRenderingVariable", spec: { variable, operator: conditionOperators[word], value } };
}

/** Grafana's operators by the words of a condition. */
export const conditionOperators = {
  is: "equals",
  isNot: "notEquals",
  matches: "matches",
  doesNotMatch: "notMatches",
} as const;

function gridOf(panels: readonly Panel[]): GridLayoutKind {
  const top = panels.length === 0 ? 0 : Math.min(...panels.map(({ gridPos }) => gridPos?.y ?? 0));
  const items = panels.map((panel) => {
    const { x = 0, y = 0, w = 24, h = 8 } = panel.gridPos ?? {};
    const { repeat, repeatDirection: direction, maxPerRow } = panel;
    return {
      kind: "GridLayoutItem",
      spec: {
        ...{ x, y: y - top, width: w, height: h },
        element: { kind: "ElementReference", name: nameOf(panel) },
        ...(isText(repeat) && {
          repeat: { mode: "variable", value: repeat, ...given({ direction, maxPerRow }) },
        }),
      },
    };
  });
  return { kind: "GridLayout", spec: { items } } as unknown as GridLayoutKind;
}

/** Old boards have `false` or "" for no variable. */
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
