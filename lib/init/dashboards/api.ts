import { defineDashboard, line, promql, row } from "bigdata-monitoring";
import { query, timeseries } from "bigdata-monitoring/panels";

export default defineDashboard({
  title: "API",
  question: "Does the API answer, fast and without errors?",
  rows: [
    row(
      "Requests",
      line(8, [
        timeseries("Requests by status", {
          description: "Requests per second.",
          unit: "reqps",
          queries: [
            query(promql`sum by (status) (rate(http_requests_total{job="api"}[$__rate_interval]))`, "{{status}}"),
          ],
        }),
        timeseries("Errors", {
          description:
            "Share of requests that were answered with a status of 5xx. The alert ApiErrorsHigh reads the same.",
          unit: "percentunit",
          queries: [query(promql`api:http_errors:ratio_rate5m`, "errors")],
        }),
      ]),
    ),
  ],
});
