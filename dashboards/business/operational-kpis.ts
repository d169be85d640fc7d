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
    .table("Service level objectives", {
      description: "Target and actual value of the last 24 hours, and the remaining error budget of 30 days.",
      labels: { slo: "SLO" },
      values: [
        {
          title: "Target",
          unit: units.PercentUnit,
          decimals: 2,
          expr: promql`max by (slo) (slo_target_ratio{${service}})`,
        },
        { title: "Actual, 24 h", unit: units.PercentUnit, decimals: 2, expr: promql`1 - ${badShare("24h")}` },
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
  panels.timeseries("Error budget burn rate", {
    description:
      "How many times faster than allowed the error budget burned in the last hour. At 1, it lasts exactly its period.",
    unit: units.NoUnit,
    thresholds: panels.thresholds.above(burnRate),
    queries: [panels.query(promql`max by (slo) (slo:error_budget_burn:ratio_rate1h{${service}})`, "{{slo}}")],
  }),
  panels.timeseries("Order backlog", {
    description: "Time to fulfil all open orders at the current rate. The threshold is that of the alert.",
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
    .bars("Orders by status", {
      description: "Orders placed, fulfilled, cancelled and returned, per bar.",
      unit: units.Short,
      queries: [panels.query(promql`sum by (status) (increase(orders_total{${channels}}[$__interval]))`, "{{status}}")],
    })
    .overrideByName("placed", panels.fixedColor("blue"))
    .overrideByName("fulfilled", panels.fixedColor("green"))
    .overrideByName("cancelled", panels.fixedColor("yellow"))
    .overrideByName("returned", panels.fixedColor("orange")),
  panels
    .timeseries("Order fulfilment time", {
      description: "50 % and 95 % of orders fulfilled in the last 24 hours took no longer.",
      unit: "suffix:h",
      queries: [
        panels.query(
          promql`
          histogram_quantile(0.5,
            sum by (le) (rate(orders_fulfilment_duration_seconds_bucket{${service}}[24h]))
          ) / 3600`,
          "p50",
        ),
        panels.query(
          promql`
          histogram_quantile(0.95,
            sum by (le) (rate(orders_fulfilment_duration_seconds_bucket{${service}}[24h]))
          ) / 3600`,
          "p95",
        ),
      ],
    })
    .interval("15m"),
  panels
    .stacked("Open support tickets by priority", {
      description: "Tickets that are not solved.",
      unit: units.Short,
      queries: [panels.query(promql`sum by (priority) (support_tickets_open{${service}})`, "{{priority}}")],
    })
    .overrideByName("urgent", panels.fixedColor("red"))
    .overrideByName("high", panels.fixedColor("orange"))
    .overrideByName("normal", panels.fixedColor("blue"))
    .overrideByName("low", panels.fixedColor("green")),
]);

export const operationalKpis = row("Operational KPIs", promises, operations);
