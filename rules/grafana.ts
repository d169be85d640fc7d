// Can people see, and only those who may?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const grafana = job("grafana");
const server = `${grafana},instance="grafana:3000"`;
const limits = thresholds.monitoring;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: "platform-overview",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("GrafanaRequestsFail", {
      ...about,
      expr: promql`instance:grafana_request_errors:ratio_rate5m > ${limits.grafanaErrors}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of requests to Grafana at {{ $labels.instance }} fail",
      description: "Dashboards do not load, or only in part, when somebody needs them.",
      action: "Run `docker logs --tail 100 bigdata-grafana`: its database being locked is the usual reason.",
      examples: {
        fires: [{ series: requests("/api/ds/query", { "200": "0+90x30", "500": "0+10x30" }), at: "17m" }],
        quiet: [
          { name: "few", series: requests("/api/ds/query", { "200": "0+96x30", "500": "0+4x30" }), at: "25m" },
          { name: "hardly used", series: requests("/api/ds/query", { "200": "0+2x30", "500": "0+2x30" }), at: "25m" },
        ],
      },
    }),

    alert("GrafanaDatasourceFails", {
      ...about,
      expr: promql`
        sum by (job, instance, datasource) (rate(grafana_datasource_request_total{${grafana},code!~"2..|4.."}[5m]))
          / (sum by (job, instance, datasource) (rate(grafana_datasource_request_total{${grafana}}[5m])) > 0.05)
          > ${limits.datasourceErrors}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of Grafana's queries to {{ $labels.datasource }} fail",
      description: "Its panels are empty or show errors.",
      action:
        "Open Connections, Data sources, {{ $labels.datasource }} in Grafana and press Test; then look at that server.",
      examples: {
        fires: [
          {
            series: queries({ "200": "0+89x30", "502": "0+6x30", "504": "0+5x30" }),
            at: "17m",
            labels: { datasource: "Prometheus" },
          },
          {
            name: "seven queries in 2 minutes",
            series: queries({ "200": "0+5x30", "502": "0+2x30" }),
            step: "2m",
            at: "17m",
          },
        ],
        quiet: [
          { name: "few", series: queries({ "200": "0+90x30", "502": "0+10x30" }), at: "25m" },
          { name: "a query that is wrong", series: queries({ "200": "0+80x30", "400": "0+20x30" }), at: "25m" },
          {
            name: "five queries in 2 minutes",
            series: queries({ "200": "0+3x30", "502": "0+2x30" }),
            step: "2m",
            at: "25m",
          },
        ],
      },
    }),

    alert("GrafanaRenderingFails", {
      ...about,
      expr: promql`
        sum by (job, instance) (increase(grafana_rendering_request_total{${grafana},status!="success"}[30m]))
          / sum by (job, instance) (increase(grafana_rendering_request_total{${grafana}}[30m])) > 0.5
        and on (job, instance) sum by (job, instance) (increase(grafana_rendering_request_total{${grafana}}[30m])) > 3`,
      for: "10m",
      severity: "info",
      summary: "{{ $value | humanizePercentage }} of pictures that Grafana asked for could not be drawn",
      description: "Alerts and reports go out without their picture.",
      action:
        "Run `docker logs --tail 100 bigdata-image-renderer`: out of memory, or a token that differs from Grafana's.",
      examples: {
        fires: [
          { series: pictures({ success: "0+4x50", failure: "0+3x50", timeout: "0+3x50" }), at: "40m" },
          {
            name: "three of four",
            series: pictures({ success: "0x20 1x30", failure: "0x20 2x30", timeout: "0x20 1x30" }),
            at: "40m",
          },
        ],
        quiet: [
          { name: "some", series: pictures({ success: "0+2x50", failure: "0+1x50" }), at: "40m" },
          { name: "two asked for", series: pictures({ failure: "0x20 2x30" }), at: "40m" },
        ],
      },
    }),

    alert("GrafanaRefusesLogins", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`
        sum by (job, instance) (
          rate(grafana_http_request_duration_seconds_count{${grafana},handler=~"/login.*",status_code="401"}[5m])
        ) > ${thresholds.security.loginFailures}`,
      for: "2m",
      severity: "critical",
      summary: "Grafana at {{ $labels.instance }} refuses {{ $value | humanize }} logins per second",
      description: "Somebody guesses passwords. Grafana can query every database and log of the platform.",
      action:
        "Find the address in Grafana's log (`Invalid username or password`), block it, and make sure that admin has no default password.",
      examples: {
        fires: [
          {
            name: "by password and by token",
            series: { ...requests("/login", { "401": "0+20x20" }), ...requests("/login/:name", { "401": "0+20x20" }) },
            at: "10m",
          },
        ],
        quiet: [
          { name: "other requests", series: requests("/api/ds/query", { "401": "0+90x20" }), at: "15m" },
          { name: "a few mistakes", series: requests("/login", { "401": "0+20x20" }), at: "15m" },
          { name: "logins that work", series: requests("/login", { "200": "0+90x20" }), at: "15m" },
        ],
      },
    }),
  ],
});

/** @param statuses requests by their status code */
function requests(handler: string, statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `grafana_http_request_duration_seconds_count{${server},handler="${handler}",method="POST",status_code="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** @param codes queries to Prometheus by the code that it answered */
function queries(codes: Readonly<Record<string, string>>) {
  const series = Object.entries(codes).map(([code, samples]) => [
    `grafana_datasource_request_total{${server},datasource="Prometheus",method="GET",code="${code}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}

/** @param statuses pictures by what became of them */
function pictures(statuses: Readonly<Record<string, string>>) {
  const series = Object.entries(statuses).map(([status, samples]) => [
    `grafana_rendering_request_total{${server},type="image",status="${status}"}`,
    samples,
  ]);
  return Object.fromEntries(series) as Record<string, string>;
}
