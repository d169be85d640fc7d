import { exploreLogs, line, type Promql, panels, promql, row, units } from "bigdata-monitoring";
import config from "../../monitoring.config.ts";
import { job } from "../../stack.ts";
import type { domains } from "../../teams.ts";
import { firing } from "./selectors.ts";

const { alertmanager = "", runbooks = "" } = config.urls ?? {};
const alertmanagerJob = job("alertmanager");

/** The board that shows what an alert of a domain is about. */
const boards: Readonly<Record<string, readonly (keyof typeof domains)[]>> = {
  "fraud-ml": ["fraud-detection", "ml-models"],
  etl: ["etl", "data-quality"],
  kafka: ["kafka"],
  infrastructure: ["infrastructure", "endpoints", "security"],
  databases: ["databases"],
  business: ["business"],
};

/** With the board's uid as the label `board`. */
const withBoard = (alerts: Promql): Promql =>
  Object.entries(boards).reduce(
    (expr, [uid, own]) => promql`label_replace(${expr}, "board", "${uid}", "domain", "${own.join("|")}")`,
    promql`label_replace(${alerts}, "board", "platform-overview", "", "")`,
  );

// Alerts have different labels for their subject: label_join puts them into one column.
const since = promql`
  label_join(
    ${withBoard(promql`1000 * ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{${firing}}`)},
    "what", " ", "name", "mountpoint", "service", "pipeline", "stage", "consumergroup", "group", "topic",
    "model", "dataset", "column", "feature_view", "slo", "instance"
  )`;

const severities = panels.valueMappingColors(
  panels.valueMappings({ critical: ["critical", "red"], warning: ["warning", "orange"], info: ["info", "blue"] }),
);

/** What Grafana puts in place of this in a link: the row's value in a column. */
const cell = (column: string): string => `\${__data.fields.${column}}`;

/** Links of a row, which open beside the board. */
const links = {
  Alert: [
    { title: "Runbook", url: `${runbooks}/${cell("Alert")}.html`, targetBlank: true },
    {
      title: "Silence it",
      url: `${alertmanager}/#/silences/new?filter=%7Balertname%3D%22${cell("Alert")}%22%2C%20team%3D%22${cell("Team")}%22%7D`,
      targetBlank: true,
    },
    {
      title: "Error logs of that time",
      url: exploreLogs("loki", '{source=~".+", level=~"error|critical"}'),
      targetBlank: true,
    },
  ],
  Board: [{ title: "Open the board", url: `/d/${cell("Board")}?\${__url_time_range}` }],
};

/** Alerts of which nobody is notified, as Alertmanager counts them. */
const suppressed = promql`max(alertmanager_alerts{${alertmanagerJob},state="suppressed"}) or vector(0)`;
const silences = promql`max(alertmanager_silences{${alertmanagerJob},state="active"}) or vector(0)`;

export const alertSummary = row(
  "Alert summary",
  line(8, [
    panels
      .table("Firing alerts", {
        description:
          "Every firing alert, since when, its subject, and the team that owns it. An alert's name links to its runbook, its silence and the error logs of that time.",
        labels: { severity: "Severity", alertname: "Alert", what: "Subject", team: "Team", board: "Board" },
        values: [{ title: "Since", unit: units.DateTimeFromNow, width: 125, expr: since }],
      })
      .overrideByName("Severity", [
        { id: "mappings", value: severities },
        { id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } },
        { id: "custom.width", value: 90 },
      ])
      .overrideByName("Alert", [
        { id: "custom.width", value: 180 },
        { id: "links", value: links.Alert },
      ])
      .overrideByName("Team", [{ id: "custom.width", value: 135 }])
      .overrideByName("Board", [
        { id: "custom.width", value: 110 },
        { id: "links", value: links.Board },
      ])
      .sortBy(panels.byColumn("Severity"))
      .noValue("No alert fires")
      .span(16),
    panels
      .barGauge("Firing alerts by team", {
        description: "Number of alerts that fire now, by the team that owns them.",
        unit: units.Short,
        queries: [panels.instant(promql`count by (team) (ALERTS{${firing}})`, "{{team}}")],
      })
      .noValue("0")
      .span(5),
    panels
      .stat("Suppressed", {
        description:
          "First: alerts that fire and of which nobody is notified, because of a silence or of another alert. Second: silences that are active.",
        unit: units.Short,
        queries: [panels.query(suppressed, "alerts"), panels.query(silences, "silences")],
      })
      .overrideByName("alerts", [
        {
          id: "links",
          value: [
            {
              title: "Alertmanager lists them",
              url: `${alertmanager}/#/alerts?silenced=true&inhibited=true&active=false`,
              targetBlank: true,
            },
          ],
        },
      ])
      .span(3),
  ]),
);

export const alertHistory = row(
  "Alert history and error logs",
  line(8, [
    panels
      .bars("Firing alerts by severity", {
        description: "Number of firing alerts over time.",
        unit: units.Short,
        queries: [panels.query(promql`count by (severity) (ALERTS{${firing}})`, "{{severity}}")],
      })
      .overrideByName("critical", panels.fixedColor("red"))
      .overrideByName("warning", panels.fixedColor("orange"))
      .overrideByName("info", panels.fixedColor("blue"))
      .decimals(0)
      .span(8),
    panels
      .logs("Error logs of all services", {
        description: "Log lines of level error or critical, from all services and hosts.",
        expr: '{source=~"container|application|journal", level=~"error|critical"}',
      })
      .span(16),
  ]),
);
