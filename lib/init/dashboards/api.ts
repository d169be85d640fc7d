import { defineDashboard, line, panels, promql, row } from "bigdata-monitoring";

export default defineDashboard({
  title: "API",
  question: "Does the API answer, fast and without errors?",
  rows: [
    row(
      "Requests",
      line(8, [
        panels.timeseries("Requests by status", {
          description: "Requests per second.",
          unit: "reqps",
          queries: [
            panels.query(
              promql`sum by (status) (rate(http_requests_total{job="api"}[$__rate_interval]))`,
              "{{status}}",
            ),
          ],
        }),
        panels.timeseries("Errors", {
          description:
            "Share of requests that were answered with a status of 5xx. The alert ApiErrorsHigh reads the same.",
          unit: "percentunit",
          queries: [panels.query(promql`api:http_errors:ratio_rate5m`, "errors")],
        }),
      ]),
    ),
  ],
});
