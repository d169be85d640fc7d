import type { Dashboard, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import type {
  ConditionalRenderingGroupKind,
  Dashboard as DashboardV2,
  GridLayoutKind,
  RowsLayoutKind,
  RowsLayoutRowKind,
  TabsLayoutKind,
  TabsLayoutTabKind,
} from "@grafana/grafana-foundation-sdk/dashboardv2";
import type { Condition, Row, ShowIf } from "../model/model.ts";

// Schema v2 of Grafana 13 from the same classic JSON, so that both say the same.
// Source: apps/dashboard/kinds/v2/dashboard_spec.cue of Grafana

type Json = Readonly<Record<string, unknown>>;

/** A dashboard as a resource of `dashboard.grafana.app/v2`: file provisioning refuses a bare spec. */
export const resourceV2 = (json: Dashboard, folder: string) => ({
  apiVersion: "dashboard.grafana.app/v2",
  kind: "Dashboard",
  metadata: { name: json.uid ?? "", annotations: { "grafana.app/folder": folder } },
  spec: specV2(json),
});

/** Classic JSON as a spec of schema v2. Names of elements are made of panel ids, which do not change with the layout. */
export function specV2(json: Dashboard): DashboardV2 {
  const board = json as unknown as Json;
  const { refresh_intervals, hidden, nowDelay, quick_ranges } = objectOf(board.timepicker);
  const time = objectOf(board.time);
  const all = json.panels ?? [];
  const panels = all.flatMap((panel) => (isRow(panel) ? (panel.panels ?? []) : [panel]));
  const spec: Json = given({
    title: json.title ?? "",
    description: json.description,
    tags: json.tags ?? [],
    editable: json.editable ?? true,
    liveNow: json.liveNow,
    preload: board.preload ?? false,
    cursorSync: ["Off", "Crosshair", "Tooltip"][Number(json.graphTooltip ?? 0)],
    links: listOf(json.links).map((link) => ({ ...linkDefaults, ...given(link) })),
    timeSettings: given({
      timezone: json.timezone,
      from: time.from ?? "now-6h",
      to: time.to ?? "now",
      // Old boards have false.
      autoRefresh: textOf(json.refresh),
      autoRefreshIntervals: refresh_intervals ?? ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"],
      hideTimepicker: hidden ?? false,
      // Grafana writes "" for the week of the browser.
      weekStart: textOf(json.weekStart) === "" ? undefined : json.weekStart,
      fiscalYearStartMonth: json.fiscalYearStartMonth ?? 0,
      nowDelay,
      quickRanges: quick_ranges,
    }),
    annotations: listOf(objectOf(board.annotations).list).map(annotationOf),
    variables: listOf(objectOf(board.templating).list).map(variableOf),
    elements: Object.fromEntries(panels.map((panel) => [nameOf(panel), elementOf(panel)])),
    layout: layoutOf(all),
  });
  return spec as unknown as DashboardV2;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(Boolean) : []);
const given = (fields: Json): Json =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));

const picked = (fields: Json, names: readonly string[]): Json =>
  given(Object.fromEntries(names.map((name) => [name, fields[name]])));

const linkDefaults: Json = {
  ...{ title: "", type: "link", icon: "", tooltip: "", tags: [] },
  ...{ asDropdown: false, targetBlank: false, includeVars: false, keepTime: false },
};

const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === "row";
const nameOf = ({ id }: Panel): string => `panel-${id}`;

/** The head of a row: classic JSON, and what only schema v2 has. */
export type RowHead = RowPanel & Pick<Row, "tab" | "tabShowIf" | "showIf">;

interface Section {
  readonly head: RowHead | undefined;
  readonly panels: Panel[];
}

/** Rows where there are any. Panels above the first one stand in a row without a heading, as Grafana writes it. */
function layoutOf(panels: readonly (Panel | RowPanel)[]): DashboardV2["layout"] {
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
      layout: isBare && only ? gridOf(only.panels) : rowsLayout(rows),
    },
  };
}

function rowOf({ head, panels }: Section): RowsLayoutRowKind {
  const repeat = head?.repeat;
  const spec = {
    title: head?.title ?? "",
    collapse: head?.collapsed ?? false,
    ...(head === undefined && { hideHeader: true }),
    ...(textOf(repeat) !== "" && { repeat: { mode: "variable", value: repeat } }),
    ...(head?.showIf && { conditionalRendering: conditionsOf(head.showIf) }),
    layout: gridOf(panels),
  };
  return { kind: "RowsLayoutRow", spec } as RowsLayoutRowKind;
}

function conditionsOf(showIf: ShowIf): ConditionalRenderingGroupKind {
  const [condition, all] =
    "any" in showIf ? (["or", showIf.any] as const) : ["and" as const, "all" in showIf ? showIf.all : [showIf]];
  return {
    kind: "ConditionalRenderingGroup",
    spec: { visibility: "show", condition, items: all.map(conditionOf) },
  };
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
        ...(textOf(repeat) !== "" && { repeat: given({ mode: "variable", value: repeat, direction, maxPerRow }) }),
      },
    };
  });
  return { kind: "GridLayout", spec: { items } } as unknown as GridLayoutKind;
}

/** Fields of a panel that are a query's options. */
const queryOptions = [
  ...["timeFrom", "timeTo", "maxDataPoints", "timeShift", "queryCachingTTL", "interval", "cacheTimeout"],
  ...["hideTimeOverride", "timeCompare"],
];

function elementOf(panel: Panel): Json {
  const fields = panel as unknown as Json;
  const { id, title = "", description = "", transparent, links } = panel;
  if (panel.libraryPanel) return { kind: "LibraryPanel", spec: { id, title, libraryPanel: panel.libraryPanel } };
  const source = objectOf(panel.datasource);
  return {
    kind: "Panel",
    spec: given({
      ...{ id, title, description, transparent },
      links: listOf(links).map((link) => ({ title: "", url: "", ...picked(link, ["title", "url", "targetBlank"]) })),
      data: {
        kind: "QueryGroup",
        spec: {
          queries: listOf(panel.targets).map((target) => panelQuery(target, source)),
          transformations: listOf(panel.transformations).map(({ id: group, ...spec }) => ({
            kind: "Transformation",
            group,
            spec: { options: {}, ...spec },
          })),
          queryOptions: given(Object.fromEntries(queryOptions.map((name) => [name, fields[name]]))),
        },
      },
      vizConfig: {
        kind: "VizConfig",
        group: panel.type,
        version: panel.pluginVersion ?? "",
        spec: { options: panel.options ?? {}, fieldConfig: { defaults: {}, overrides: [], ...panel.fieldConfig } },
      },
    }),
  };
}

const panelQuery = ({ refId, hide, datasource, ...spec }: Json, fallback: Json): Json => ({
  kind: "PanelQuery",
  spec: { query: dataQuery(spec, datasource ? objectOf(datasource) : fallback), refId, hidden: hide === true },
});

const dataQuery = (spec: Json, { type, uid }: Json): Json => ({
  kind: "DataQuery",
  group: type ?? "",
  version: "v0",
  ...(uid !== undefined && { datasource: { name: uid } }),
  spec,
});

const annotationFields = ["enable", "hide", "iconColor", "name", "filter", "mappings"];

function annotationOf(annotation: Json): Json {
  const { datasource, builtIn, type, ...rest } = annotation;
  const known = Object.fromEntries(annotationFields.map((name) => [name, annotation[name]]));
  const others = Object.fromEntries(Object.entries(rest).filter(([name]) => !annotationFields.includes(name)));
  const isBuiltIn = builtIn === 1 || builtIn === true;
  return {
    kind: "AnnotationQuery",
    spec: given({
      ...known,
      hide: annotation.hide ?? false,
      ...(builtIn !== undefined && { builtIn: isBuiltIn }),
      ...(isBuiltIn && { legacyOptions: { type: type ?? "dashboard" } }),
      query: dataQuery(isBuiltIn ? {} : others, objectOf(datasource)),
    }),
  };
}

/** Fields of a variable whose values are offered for choice. */
const offered = ["current", "options", "multi", "includeAll", "allValue"];

/** The kind of each type of variable, with the fields of its spec beside those of all. */
const kinds: Readonly<Record<string, readonly [kind: string, ...fields: string[]]>> = {
  query: [
    ...(["QueryVariable", ...offered, "refresh", "regex", "sort", "query", "allowCustomValue", "definition"] as const),
    ...["regexApplyTo", "staticOptions", "staticOptionsOrder"],
  ],
  datasource: ["DatasourceVariable", ...offered, "refresh", "regex", "pluginId", "allowCustomValue"],
  custom: ["CustomVariable", ...offered, "query", "allowCustomValue", "valuesFormat"],
  constant: ["ConstantVariable", "current", "query"],
  interval: ["IntervalVariable", "current", "options", "query", "auto", "auto_min", "auto_count", "refresh"],
  textbox: ["TextVariable", "current", "query"],
  groupby: ["GroupByVariable", "current", "options", "multi", "defaultValue"],
  adhoc: ["AdhocVariable", "baseFilters", "filters", "defaultKeys", "allowCustomValue"],
};

const hides = ["dontHide", "hideLabel", "hideVariable", "inControlsMenu"];
const refreshes = ["never", "onDashboardLoad", "onTimeRangeChanged"];
const sorts = [
  ...["disabled", "alphabeticalAsc", "alphabeticalDesc", "numericalAsc", "numericalDesc"],
  ...["alphabeticalCaseInsensitiveAsc", "alphabeticalCaseInsensitiveDesc", "naturalAsc", "naturalDesc"],
];

/** Values of fields that schema v2 requires. */
const variableDefaults: Json = {
  ...{ skipUrlSync: false, options: [], multi: false, includeAll: false, allowCustomValue: true, regex: "", query: "" },
  ...{ auto: false, auto_min: "10s", auto_count: 30, baseFilters: [], filters: [], defaultKeys: [] },
};

/** A variable without the fields that its kind has not: a strict server refuses them. */
function variableOf({ type, query, datasource, hide, refresh, sort, current, ...rest }: Json): Json {
  const [kind, ...fields] = kinds[String(type)] ?? kinds.custom ?? [];
  const { type: group = "", uid } = objectOf(datasource);
  const asked = typeof query === "object" && query !== null ? (query as Json) : { __legacyStringValue: query ?? "" };
  const values: Json = {
    ...variableDefaults,
    ...given(rest),
    current: { text: "", value: "", ...picked(objectOf(current), ["selected", "text", "value"]) },
    hide: hides[Number(hide ?? 0)],
    refresh: refreshes[Number(refresh ?? 0)],
    sort: sorts[Number(sort ?? 0)],
    pluginId: query,
    query: type === "query" ? dataQuery(asked, objectOf(datasource)) : (query ?? ""),
  };
  const spec = picked(values, ["name", "label", "description", "hide", "skipUrlSync", ...fields]);
  if (type !== "adhoc" && type !== "groupby") return { kind, spec };
  return { kind, group, ...(uid !== undefined && { datasource: { name: uid } }), spec };
}
