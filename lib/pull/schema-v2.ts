import { given, isObject, type Json, objectOf, objectsOf, textOf, without } from "../diff/json.ts";
import { hides, refreshes, sorts } from "../emit/grafana-v2.ts";
import { flatLayout } from "./layout-v2.ts";

/** A dashboard of Grafana's schema v2 as classic JSON. */
interface FromV2 {
  readonly board: Json;
  /** What classic JSON cannot say, each in a few words: `tabs Overview and Details became rows`. */
  readonly lost: readonly string[];
}

/** The spec of schema v2: by itself, or in a resource of `dashboard.grafana.app`; undefined for other JSON. */
export function specV2Of(json: unknown): Json | undefined {
  if (!isObject(json)) return undefined;
  if (isObject(json.elements) && isObject(json.layout)) return json;
  return isObject(json.spec) ? specV2Of(json.spec) : undefined;
}

/** The uid of a resource, which is its name; empty for a bare spec. */
export const uidOfResource = (json: unknown): string => textOf(objectOf(objectOf(json).metadata).name);

/**
 * Schema v2 as classic JSON, as Grafana converts it: rows and grids are kept whole.
 * Source: apps/dashboard/pkg/migration/conversion of Grafana 13
 * @param keep keeps tabs, auto grids of rows, and conditions, as fields of rows and panels that only schema v2 has
 */
export function classicOfV2(spec: Json, keep = false): FromV2 {
  const elements = Object.fromEntries(
    Object.entries(objectOf(spec.elements)).map(([name, element]) => [name, panelOf(objectOf(element))]),
  );
  const { panels, lost } = flatLayout(objectOf(spec.layout), elements, keep);
  const time = objectOf(spec.timeSettings);
  const variables = objectsOf(spec.variables).map(variableOf);
  const known = [
    ...["title", "description", "tags", "editable", "liveNow", "preload", "cursorSync", "links", "timeSettings"],
    ...["annotations", "variables", "elements", "layout", "revision"],
  ];
  const others = Object.keys(without(spec, ...known)).filter((field) => !field.startsWith("$"));
  const unread = variables.flatMap(({ unread }) => unread ?? []);
  return {
    board: given({
      title: spec.title,
      description: spec.description,
      tags: spec.tags,
      editable: spec.editable,
      liveNow: spec.liveNow,
      preload: spec.preload === true ? true : undefined,
      graphTooltip: { Off: 0, Crosshair: 1, Tooltip: 2 }[textOf(spec.cursorSync)],
      links: spec.links,
      schemaVersion: 42,
      timezone: time.timezone,
      time: given({ from: time.from, to: time.to }),
      refresh: time.autoRefresh,
      weekStart: time.weekStart,
      fiscalYearStartMonth: time.fiscalYearStartMonth,
      timepicker: withoutDefaults({
        refresh_intervals: time.autoRefreshIntervals,
        hidden: time.hideTimepicker,
        nowDelay: time.nowDelay,
        quick_ranges: time.quickRanges,
      }),
      annotations: { list: objectsOf(spec.annotations).map(annotationOf) },
      templating: { list: variables.map(({ variable }) => variable) },
      panels,
    }),
    lost: [...lost, ...unread, ...others.map((field) => `the field "${field}"`)],
  };
}

/** What schema v2 requires, and classic JSON leaves out: values that say nothing. */
const defaults: Readonly<Record<string, unknown>> = {
  allowCustomValue: true,
  hidden: false,
  hide: 0,
  includeAll: false,
  multi: false,
  options: [],
  refresh: 0,
  refresh_intervals: ["5s", "10s", "30s", "1m", "5m", "15m", "30m", "1h", "2h", "1d"],
  regex: "",
  skipUrlSync: false,
  sort: 0,
};

const withoutDefaults = (fields: Json): Json =>
  Object.fromEntries(
    Object.entries(given(fields)).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(defaults[name])),
  );

/** Before v2beta1 the type of a query stood in `kind`, and its datasource beside it. */
function queryOf(query: Json, datasource?: unknown): { readonly datasource: Json | undefined; readonly spec: Json } {
  const isNew = query.kind === "DataQuery" || query.group !== undefined;
  const group = textOf(isNew ? query.group : query.kind);
  const uid = isNew ? objectOf(query.datasource).name : objectOf(datasource).uid;
  const source = given({ type: group === "" ? undefined : group, uid });
  return { datasource: Object.keys(source).length > 0 ? source : undefined, spec: objectOf(query.spec) };
}

function panelOf(element: Json): Json {
  const spec = objectOf(element.spec);
  if (element.kind === "LibraryPanel")
    return given({ id: spec.id, title: spec.title, libraryPanel: spec.libraryPanel, type: "library-panel-ref" });
  const data = objectOf(objectOf(spec.data).spec);
  const viz = objectOf(spec.vizConfig);
  const vizSpec = objectOf(viz.spec);
  const targets = objectsOf(data.queries).map((each) => targetOf(objectOf(each.spec)));
  const sources = new Set(targets.map(({ datasource }) => JSON.stringify(datasource)));
  return given({
    id: spec.id,
    type: viz.kind === "VizConfig" ? viz.group : viz.kind,
    title: spec.title,
    description: spec.description,
    transparent: spec.transparent,
    links: objectsOf(spec.links).length > 0 ? spec.links : undefined,
    pluginVersion: viz.version ?? vizSpec.pluginVersion,
    datasource: sources.size === 1 ? targets[0]?.datasource : undefined,
    targets,
    transformations: transformationsOf(data.transformations),
    ...objectOf(data.queryOptions),
    options: vizSpec.options,
    fieldConfig: vizSpec.fieldConfig,
  });
}

function targetOf({ query, datasource, refId, hidden }: Json): Json {
  const read = queryOf(objectOf(query), datasource);
  return given({ ...read.spec, refId, datasource: read.datasource, hide: hidden === true ? true : undefined });
}

const transformationsOf = (list: unknown): Json[] | undefined => {
  const found = objectsOf(list).map(({ group, kind, spec }) => given({ id: group ?? kind, ...objectOf(spec) }));
  return found.length > 0 ? found : undefined;
};

function annotationOf({ spec }: Json): Json {
  const { query, datasource, builtIn, legacyOptions, ...rest } = objectOf(spec);
  const read = queryOf(objectOf(query), datasource);
  const isBuiltIn = builtIn === true;
  return given({
    ...rest,
    ...(isBuiltIn ? { builtIn: 1, type: "dashboard" } : builtIn === false ? { builtIn: 0 } : {}),
    datasource: read.datasource,
    ...(Object.keys(read.spec).length > 0 && !isBuiltIn ? read.spec : {}),
    ...objectOf(legacyOptions),
  });
}

const types: Readonly<Record<string, string>> = {
  QueryVariable: "query",
  DatasourceVariable: "datasource",
  CustomVariable: "custom",
  ConstantVariable: "constant",
  IntervalVariable: "interval",
  TextVariable: "textbox",
  GroupByVariable: "groupby",
  AdhocVariable: "adhoc",
  SwitchVariable: "switch",
};

const positionIn = (names: readonly string[], value: unknown): number | undefined => {
  const position = names.indexOf(textOf(value));
  return position < 0 ? undefined : position;
};

function variableOf({ kind, spec, ...beside }: Json): { readonly variable: Json; readonly unread?: string } {
  const type = types[textOf(kind)];
  const { hide, refresh, sort, query, datasource, pluginId, group: _, ...rest } = objectOf(spec);
  const common = withoutDefaults({
    ...rest,
    type: type ?? textOf(kind),
    hide: positionIn(hides, hide),
    refresh: positionIn(refreshes, refresh),
    sort: positionIn(sorts, sort),
  });
  if (type === undefined)
    return { variable: common, unread: `the variable ${textOf(rest.name)} of kind ${textOf(kind)}` };
  if (type === "datasource") return { variable: given({ ...common, query: pluginId }) };
  if (!isObject(query))
    return { variable: given({ ...common, query, datasource: sourceOf({ ...objectOf(spec), ...beside }) }) };
  const read = queryOf(query, datasource);
  // A query that v1 wrote as text is kept under this name.
  const text = read.spec.__legacyStringValue;
  return { variable: given({ ...common, datasource: read.datasource, query: text ?? read.spec }) };
}

/** The datasource of a variable without a query, which stands beside the spec, and before v2beta1 in it. */
function sourceOf({ group, datasource }: Json): Json | undefined {
  const { name, uid, type } = objectOf(datasource);
  const source = given({ type: type ?? group, uid: uid ?? name });
  return Object.keys(source).length > 0 ? source : undefined;
}
