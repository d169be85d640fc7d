import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { service } from "./selectors.ts";

const requests = line(8, [
  panels
    .stacked("API requests, by status", {
      description: "Requests that the transaction service answered.",
      unit: units.RequestsPerSecond,
      queries: [
        panels.query(promql`sum by (status) (rate(http_requests_total{${service}}[$__rate_interval]))`, "{{status}}"),
      ],
    })
    .links([panels.dashboardLink("The machines that it runs on", "infrastructure")])
    .span(6),
  panels
    .timeseries("API errors, by route", {
      description: "Share of the requests answered with 5xx, by route. The limits are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(thresholds.business.apiErrors),
      queries: [panels.query(promql`max by (route) (route:http_errors:ratio_rate5m{${service}})`, "{{route}}")],
    })
    .span(6),
  panels.logs("What the transaction service reports", {
    description: "Warnings and errors of the transaction service: the reason behind a failed transaction.",
    expr: '{service="transactions", level=~"warning|error|critical"}',
  }),
]);

export const api = collapsedRow("API and logs", requests);
