import { PercentUnit, RequestsPerSecond } from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, promql } from "bigdata-monitoring";
import { above, boardLink, logs, query, stacked, timeseries } from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { service } from "./selectors.ts";

const requests = line(8, [
  stacked("API requests, by status", {
    description: "Requests that the transaction service answered.",
    unit: RequestsPerSecond,
    queries: [query(promql`sum by (status) (rate(http_requests_total{${service}}[$__rate_interval]))`, "{{status}}")],
  })
    .links([boardLink("The machines that it runs on", "infrastructure")])
    .span(6),
  timeseries("API errors, by route", {
    description: "Share of the requests answered with 5xx, by route. The limits are those of the alerts.",
    unit: PercentUnit,
    thresholds: above(thresholds.business.apiErrors),
    queries: [query(promql`max by (route) (route:http_errors:ratio_rate5m{${service}})`, "{{route}}")],
  }).span(6),
  logs("What the transaction service reports", {
    description: "Warnings and errors of the transaction service: the reason behind a failed transaction.",
    expr: '{service="transactions", level=~"warning|error|critical"}',
  }),
]);

export const api = collapsedRow("API and logs", requests);
