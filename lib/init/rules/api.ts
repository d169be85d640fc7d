import { alert, defineRules, promql, record } from "bigdata-monitoring";

export default defineRules({
  interval: "1m",
  rules: [
    record(
      "api:http_errors:ratio_rate5m",
      promql`
        sum(rate(http_requests_total{job="api",status=~"5.."}[5m]))
          / sum(rate(http_requests_total{job="api"}[5m]))`,
      "Share of the API's requests that were answered with a status of 5xx",
    ),
    alert("ApiErrorsHigh", {
      expr: promql`api:http_errors:ratio_rate5m > 0.05`,
      for: "5m",
      severity: "critical",
      team: "web",
      domain: "web",
      concern: "performance",
      summary: "{{ $value | humanizePercentage }} of the API's requests fail",
      description: "Customers see errors.",
      action: "Look at the API's logs. Roll back the last release if the errors began with it.",
      dashboard: "api",
      examples: {
        fires: [
          {
            name: "one request in ten fails",
            series: {
              'http_requests_total{job="api",status="200"}': "0+90x20",
              'http_requests_total{job="api",status="500"}': "0+10x20",
            },
            at: "15m",
            message: "10% of the API's requests fail",
          },
        ],
        quiet: [
          {
            name: "one request in a hundred fails",
            series: {
              'http_requests_total{job="api",status="200"}': "0+99x20",
              'http_requests_total{job="api",status="500"}': "0+1x20",
            },
            at: "15m",
          },
        ],
      },
    }),
  ],
});
