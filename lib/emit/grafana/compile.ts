import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { metricsSource } from "../../authoring/panels/sources.ts";
import { logsSourceVariable, metricsSourceVariable } from "../../authoring/panels/variables.ts";
import { defaultSettings } from "../../model/config.ts";
import type { DashboardDefinition, Settings } from "../../model/model.ts";
import type { Emitter } from "../emit.ts";
import { layOut } from "./layout.ts";

/** What every dashboard of a project has in common. */
type Common = Settings["grafana"];

/** Turns a definition into what Grafana 9 to 13 read: classic (v1) dashboard JSON. */
export function compileDashboard(
  uid: string,
  definition: DashboardDefinition,
  common: Common = defaultSettings.grafana,
): Dashboard {
  const board = definition.plain ? plainBoard(definition) : houseBoard(definition, common).build();
  return asWritten({ ...board, uid, panels: layOut(definition.rows, uid), ...definition.settings });
}

const houseBoard = (definition: DashboardDefinition, common: Common): DashboardBuilder =>
  new DashboardBuilder(definition.title)
    .description(definition.question)
    .tags([common.tag, ...(definition.tags ?? [])])
    .time({ from: definition.from ?? "now-6h", to: "now" })
    .refresh(definition.refresh ?? "30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([metricsSourceVariable(), logsSourceVariable(), ...(definition.variables ?? [])])
    .annotations([firingAlerts(definition, common)])
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

/** `grafana/dashboards/<uid>.json`. JSON has no comments, so the stamp is a key that Grafana ignores. */
export const emitDashboards: Emitter = ({ dashboards }) =>
  dashboards.map(({ name, file, json }) => {
    const document = { $comment: `Generated from ${file} by \`npm run build\`.`, ...json };
    const text = `${JSON.stringify(document, null, 2)}\n`;
    return { path: `grafana/dashboards/${name}.json`, source: file, document, text };
  });
