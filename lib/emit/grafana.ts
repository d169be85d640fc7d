import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  type RowPanel,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { refIdAt } from "../authoring/panels/frame.ts";
import { logsSourceVariable, metricsSource, metricsSourceVariable } from "../authoring/panels/variables.ts";
import { textOf } from "../diff/json.ts";
import { defaultSettings } from "../model/config.ts";
import type { DashboardDefinition, Line, Row, Settings } from "../model/model.ts";
import type { Emitter } from "./emit.ts";
import { resourceV2 } from "./grafana-v2.ts";
import { withIdentity } from "./identity.ts";
import type { ShownPanel } from "./layout-v2.ts";

/** What every dashboard of a project has in common. */
type Common = Settings["grafana"];

/**
 * The version of Grafana whose panel options ours are: the oldest that reads them. Grafana takes a panel without a
 * version for one of 6.1, and changes it: a stat gets a minimum of 0 and a maximum of 100.
 */
export const panelVersion = "9.4.0";

/** Turns a definition into what Grafana 9 to 13 read: classic (v1) dashboard JSON. */
export function compileDashboard(
  uid: string,
  definition: DashboardDefinition,
  { grafana: common, identityLabels }: Pick<Settings, "grafana" | "identityLabels"> = defaultSettings,
): Dashboard {
  const board = definition.plain ? plainBoard(definition) : houseBoard(definition, common).build();
  const json = asWritten({
    ...board,
    uid,
    panels: panelsIn(common, layOut(rowsIn(common, definition), uid, panelDefaults(definition))),
    ...definition.settings,
  });
  return definition.plain ? json : withIdentity(json, identityLabels);
}

/** Only schema v2 has tabs, conditions and auto grids. */
const rowsIn = ({ schema }: Common, { rows }: DashboardDefinition): readonly Row[] =>
  schema === "v2" ? rows : rows.map(({ tab: _, tabShowIf: __, showIf: ___, autoGrid: ____, ...row }) => row);

/** The same of the conditions of panels. */
const panelsIn = ({ schema }: Common, panels: readonly (Panel | RowPanel)[]): (Panel | RowPanel)[] =>
  schema === "v2"
    ? [...panels]
    : panels.map((panel) => (isRow(panel) ? { ...panel, panels: panel.panels.map(always) } : always(panel)));

const always = ({ showIf: _, ...panel }: ShownPanel): Panel => panel;

/** A plain dashboard has only what it defines. */
const panelDefaults = ({ plain }: DashboardDefinition) => (plain ? {} : { pluginVersion: panelVersion });

const houseBoard = (definition: DashboardDefinition, common: Common): DashboardBuilder =>
  new DashboardBuilder(definition.title)
    .description(definition.question)
    .tags([common.tag, ...(definition.tags ?? [])])
    .time({ from: definition.from ?? "now-6h", to: "now" })
    .refresh(definition.refresh ?? "30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([metricsSourceVariable(), logsSourceVariable(), ...(definition.variables ?? [])])
    .annotations([firingAlerts(definition, common), ...deployments(common)])
    .links([siblings(common)]);

/** Only the definition's fields, without the SDK's defaults. */
const plainBoard = ({ title, question, tags, from, refresh, variables = [] }: DashboardDefinition) => ({
  schemaVersion: new DashboardBuilder(title).build().schemaVersion,
  title,
  ...(question !== "" && { description: question }),
  ...(tags && { tags: [...tags] }),
  ...(from && { time: { from, to: "now" } }),
  ...(refresh && { refresh }),
  templating: { list: variables.map((variable) => variable.build()) },
});

/** Plain JSON: the SDK's objects have functions, and share parts with their builders. */
const asWritten = (dashboard: object): Dashboard => JSON.parse(JSON.stringify(dashboard));

/** Annotates when alerts of the dashboard's domains were firing. */
function firingAlerts({ domains }: DashboardDefinition, { annotationText }: Common): AnnotationQueryBuilder {
  const domain = domains ? `,domain=~"${domains.join("|")}"` : "";
  return new AnnotationQueryBuilder()
    .name("Firing alerts")
    .datasource(metricsSource)
    .enable(true)
    .iconColor("red")
    .expr(`ALERTS{alertstate="firing",severity=~"critical|warning"${domain}}`)
    .titleFormat("{{alertname}}")
    .textFormat(annotationText)
    .step("1m");
}

/** Annotates deployments: those that a metric shows, and those that a pipeline reported to Grafana. */
function deployments({ deployments: marks }: Common): AnnotationQueryBuilder[] {
  if (!marks) return [];
  const mark = (name: string) => new AnnotationQueryBuilder().name(name).enable(true).iconColor("blue");
  const byTag = { limit: 100, matchAny: false, tags: ["deployment"], type: "tags" };
  return [
    mark("Deployments")
      .datasource(metricsSource)
      .expr(marks.expr)
      .titleFormat(marks.title)
      .textFormat(marks.text)
      .step("1m"),
    mark("Deployments reported to Grafana")
      .datasource({ type: "grafana", uid: "-- Grafana --" })
      .target({ build: () => byTag } as unknown as Builder<Dataquery>),
  ];
}

/** A menu of the other dashboards, which keeps the time range. */
const siblings = ({ tag, menu }: Common): DashboardLinkBuilder =>
  new DashboardLinkBuilder(menu.title)
    .type(DashboardLinkType.Dashboards)
    .tags([tag])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(false)
    .icon("external link")
    .tooltip(menu.tooltip);

/**
 * `grafana/dashboards/<uid>.json`. JSON has no comments, so the stamp is a key that Grafana ignores. What is checked is
 * the classic form in either schema.
 */
export const emitDashboards: Emitter = ({ dashboards, settings }) =>
  dashboards.map(({ name, file, definition, json }) => {
    const stamped = { $comment: `Generated from ${file} by \`npm run build\`.` };
    const document = { ...stamped, ...json };
    const isV2 = settings.grafana.schema === "v2";
    const resource = isV2 ? resourceV2(json, settings.grafana.folder.uid) : undefined;
    const text = `${JSON.stringify(resource ? { ...stamped, ...resource } : document, null, 2)}\n`;
    return {
      path: `grafana/dashboards/${name}.json`,
      source: file,
      text,
      // A board that was drawn in Grafana has whatever Grafana has written at any time.
      ...(!definition.plain && { document }),
      ...(resource && { resource }),
    };
  });

/** Grafana's grid is 24 columns wide; a row's title takes one line of it. */
const gridWidth = 24;
const titleHeight = 1;

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

export const isRow = (panel: Panel | RowPanel): panel is RowPanel => panel.type === "row";

/** A board's variables. A board that was drawn elsewhere may have no list of them, or null in it. */
export const variablesOf = ({ templating }: Dashboard): readonly VariableModel[] =>
  (templating?.list ?? []).filter((variable) => variable !== null);
