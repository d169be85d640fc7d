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
import { logsSourceVariable, metricsSource, metricsSourceVariable } from "../authoring/panels/variables.ts";
import { defaultSettings } from "../model/config.ts";
import type { DashboardDefinition, Row, Settings } from "../model/model.ts";
import type { Emitter } from "./emit.ts";
import { resourceV2 } from "./grafana-v2.ts";
import { withIdentity } from "./identity.ts";
import { isRow, layOut, type ShownPanel } from "./layout.ts";

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

/** A board's variables. A board that was drawn elsewhere may have no list of them, or null in it. */
export const variablesOf = ({ templating }: Dashboard): readonly VariableModel[] =>
  (templating?.list ?? []).filter((variable) => variable !== null);
