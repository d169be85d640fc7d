import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard as DashboardV2 } from "@grafana/grafana-foundation-sdk/dashboardv2";
import { given, type Json } from "../diff/json.ts";
import { isRow, layoutOf, nameOf } from "./layout.ts";

// Schema v2 of Grafana 13 from the same classic JSON, so that both say the same.
// Source: apps/dashboard/kinds/v2/dashboard_spec.cue of Grafana

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
const picked = (fields: Json, names: readonly string[]): Json =>
  given(Object.fromEntries(names.map((name) => [name, fields[name]])));

const linkDefaults: Json = {
  ...{ title: "", type: "link", icon: "", tooltip: "", tags: [] },
  ...{ asDropdown: false, targetBlank: false, includeVars: false, keepTime: false },
};

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

/** Values of a variable's fields by the numbers that classic JSON has for them. */
export const hides = ["dontHide", "hideLabel", "hideVariable", "inControlsMenu"];
export const refreshes = ["never", "onDashboardLoad", "onTimeRangeChanged"];
export const sorts = [
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
