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
import { given } from "../diff/json.ts";
import type { AutoGrid, Condition, Row, ShowIf } from "../model/model.ts";
import { isRow } from "./layout.ts";

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
