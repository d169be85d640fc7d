import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { service } from "./selectors.ts";

const requests = line(8, [
  panels
    .stacked("API requests by status", {
      description: "Requests to the transaction service.",
      unit: units.RequestsPerSecond,
      queries: [
        panels.query(promql`sum by (status) (rate(http_requests_total{${service}}[$__rate_interval]))`, "{{status}}"),
      ],
    })
    .links([panels.dashboardLink("Infrastructure", "infrastructure")])
    .span(6),
  panels
    .timeseries("API error ratio by route", {
      description: "Share of requests answered with 5xx. The thresholds are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(thresholds.business.apiErrors),
      queries: [panels.query(promql`max by (route) (route:http_errors:ratio_rate5m{${service}})`, "{{route}}")],
    })
    .span(6),
  panels.logs("Logs of the transaction service", {
    description: "Warnings and errors of the transaction service.",
    expr: '{service="transactions", level=~"warning|error|critical"}',
  }),
]);

export const api = collapsedRow("API and logs", requests);
