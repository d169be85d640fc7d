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
import type { DashboardDefinition } from "../../model/model.ts";
import { layOut } from "./layout.ts";

/** Every board carries it, so that boards can link to each other by it. */
export const dashboardTag = "bigdata";

/** Turns a definition into what Grafana 9 to 13 read: classic (v1) dashboard JSON. */
export function compileDashboard(uid: string, definition: DashboardDefinition): Dashboard {
  const board = definition.plain ? plainBoard(definition) : houseBoard(definition).build();
  return asWritten({ ...board, uid, panels: layOut(definition.rows, uid), ...definition.settings });
}

const houseBoard = (definition: DashboardDefinition): DashboardBuilder =>
  new DashboardBuilder(definition.title)
    .description(definition.question)
    .tags([dashboardTag, ...(definition.tags ?? [])])
    .time({ from: definition.from ?? "now-6h", to: "now" })
    .refresh(definition.refresh ?? "30s")
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([metricsSourceVariable(), logsSourceVariable(), ...(definition.variables ?? [])])
    .annotations([firingAlerts(definition)])
    .links([siblings()]);

/** Nothing but what the definition says, without the SDK's defaults. */
const plainBoard = ({ title, question, tags, from, refresh, variables = [] }: DashboardDefinition) => ({
  schemaVersion: new DashboardBuilder(title).build().schemaVersion,
  title,
  ...(question !== "" && { description: question }),
  ...(tags && { tags: [...tags] }),
  ...(from && { time: { from, to: "now" } }),
  ...(refresh && { refresh }),
  templating: { list: variables.map((variable) => variable.build()) },
});

/** What a reader of the JSON sees: the SDK's objects carry functions, and share parts with their builders. */
const asWritten = (dashboard: object): Dashboard => JSON.parse(JSON.stringify(dashboard));

/** Marks when alerts of the board's domains were firing. */
function firingAlerts({ domains }: DashboardDefinition): AnnotationQueryBuilder {
  const domain = domains ? `,domain=~"${domains.join("|")}"` : "";
  return new AnnotationQueryBuilder()
    .name("Firing alerts")
    .datasource(metricsSource)
    .enable(true)
    .iconColor("red")
    .expr(`ALERTS{alertstate="firing",severity=~"critical|warning"${domain}}`)
    .titleFormat("{{alertname}}")
    .textFormat("{{severity}} · {{instance}}{{topic}}{{pipeline}}{{model}}{{dataset}}")
    .step("1m");
}

/** A menu of the other boards that keeps the time that the reader chose. */
const siblings = (): DashboardLinkBuilder =>
  new DashboardLinkBuilder("Boards")
    .type(DashboardLinkType.Dashboards)
    .tags([dashboardTag])
    .asDropdown(true)
    .keepTime(true)
    .includeVars(false)
    .icon("external link")
    .tooltip("The other boards of the platform");
