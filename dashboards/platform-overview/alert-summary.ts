import { line, panels, promql, row, units } from "bigdata-monitoring";
import { firing } from "./selectors.ts";

// Alerts have different labels for their subject: label_join puts them into one column.
const since = promql`
  label_join(
    1000 * ALERTS_FOR_STATE and ignoring (alertstate) ALERTS{${firing}},
    "what", " ", "name", "mountpoint", "service", "pipeline", "stage", "consumergroup", "group", "topic",
    "model", "dataset", "column", "feature_view", "slo", "instance"
  )`;

const severities = panels.valueMappingColors(
  panels.valueMappings({ critical: ["critical", "red"], warning: ["warning", "orange"], info: ["info", "blue"] }),
);

export const alertSummary = row(
  "Alert summary",
  line(8, [
    panels
      .table("Firing alerts", {
        description: "Every firing alert, its subject, and the team that owns it.",
        labels: { severity: "Severity", alertname: "Alert", what: "Subject", team: "Team" },
        values: [{ title: "Since", unit: units.DateTimeFromNow, width: 125, expr: since }],
      })
      .overrideByName("Severity", [
        { id: "mappings", value: severities },
        { id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } },
        { id: "custom.width", value: 90 },
      ])
      .overrideByName("Alert", [{ id: "custom.width", value: 170 }])
      .overrideByName("Team", [{ id: "custom.width", value: 130 }])
      .sortBy(panels.byColumn("Severity"))
      .noValue("No alert fires")
      .span(14),
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
      .span(6),
    panels
      .barGauge("Firing alerts by team", {
        description: "Number of alerts that fire now, by the team that owns them.",
        unit: units.Short,
        queries: [panels.instant(promql`count by (team) (ALERTS{${firing}})`, "{{team}}")],
      })
      .noValue("0")
      .span(4),
  ]),
  line(8, [
    panels.logs("Error logs of all services", {
      description: "Log lines of level error or critical, from all services and hosts.",
      expr: '{source=~"container|application|journal", level=~"error|critical"}',
    }),
  ]),
);
