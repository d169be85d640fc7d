import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { channels, service } from "./selectors.ts";

const { burnRate, orderBacklogHours } = thresholds.business;

const badShare = (range: string) => promql`
  (
    sum by (slo) (increase(slo_events_total{${service},result="bad"}[${range}]))
    / sum by (slo) (increase(slo_events_total{${service}}[${range}]))
  )`;
const allowedShare = promql`(1 - max by (slo) (slo_target_ratio{${service}}))`;

const promises = line(7, [
  panels
    .table("Promises kept", {
      description:
        "Service level objectives: what was promised, what the last day was like, and what is left of the 30 days' error budget.",
      labels: { slo: "Objective" },
      values: [
        {
          title: "Promised",
          unit: units.PercentUnit,
          decimals: 2,
          expr: promql`max by (slo) (slo_target_ratio{${service}})`,
        },
        { title: "Kept, 24 h", unit: units.PercentUnit, decimals: 2, expr: promql`1 - ${badShare("24h")}` },
        {
          title: "Budget left, 30 d",
          unit: units.PercentUnit,
          decimals: 0,
          thresholds: panels.thresholds.stepsFrom("red", [0, "orange"], [0.25, "green"]),
          expr: promql`1 - ${badShare("30d")} / ${allowedShare}`,
        },
      ],
    })
    .span(10),
  panels.timeseries("Error budget spent", {
    description:
      "How many times faster than promised the last hour spent each error budget. At 1 the budget lasts exactly its period.",
    unit: units.NoUnit,
    thresholds: panels.thresholds.above(burnRate),
    queries: [panels.query(promql`max by (slo) (slo:error_budget_burn:ratio_rate1h{${service}})`, "{{slo}}")],
  }),
  panels.timeseries("Orders open, in hours of work", {
    description: "How long the open orders take at the present pace of fulfilment. The limit is that of the alert.",
    unit: "suffix:h",
    thresholds: panels.thresholds.above(orderBacklogHours),
    queries: [
      panels.query(
        promql`
          sum(orders_open{${service}})
          / (3600 * sum(rate(orders_total{${service},status="fulfilled"}[6h])) > 0)`,
        "backlog",
      ),
    ],
  }),
]);

const operations = line(8, [
  panels
    .bars("Orders, by status", {
      description: "Orders that were placed, fulfilled, cancelled and returned, for each bar.",
      unit: units.Short,
      queries: [panels.query(promql`sum by (status) (increase(orders_total{${channels}}[$__interval]))`, "{{status}}")],
    })
    .overrideByName("placed", panels.fixedColor("blue"))
    .overrideByName("fulfilled", panels.fixedColor("green"))
    .overrideByName("cancelled", panels.fixedColor("yellow"))
    .overrideByName("returned", panels.fixedColor("orange")),
  panels
    .timeseries("Time to fulfil an order", {
      description: "Half and 95 % of the orders fulfilled within the last day took no longer.",
      unit: "suffix:h",
      queries: [
        panels.query(
          promql`
          histogram_quantile(0.5,
            sum by (le) (rate(orders_fulfilment_duration_seconds_bucket{${service}}[24h]))
          ) / 3600`,
          "half",
        ),
        panels.query(
          promql`
          histogram_quantile(0.95,
            sum by (le) (rate(orders_fulfilment_duration_seconds_bucket{${service}}[24h]))
          ) / 3600`,
          "95 %",
        ),
      ],
    })
    .interval("15m"),
  panels
    .stacked("Support tickets open, by priority", {
      description: "Tickets not yet solved.",
      unit: units.Short,
      queries: [panels.query(promql`sum by (priority) (support_tickets_open{${service}})`, "{{priority}}")],
    })
    .overrideByName("urgent", panels.fixedColor("red"))
    .overrideByName("high", panels.fixedColor("orange"))
    .overrideByName("normal", panels.fixedColor("blue"))
    .overrideByName("low", panels.fixedColor("green")),
]);

export const operationalKpis = row("Operational KPIs", promises, operations);
