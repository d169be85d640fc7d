// Grafana: requests, datasources, image rendering and logins.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const grafana = job("grafana");
const limits = thresholds.monitoring;
const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "performance",
  dashboard: rowRef("platform-overview", "Monitoring stack"),
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
      description: "Dashboards do not load, or only partly.",
      action: "Run `docker logs --tail 100 bigdata-grafana`. A locked database is the usual reason.",
    }),

    alert("GrafanaDatasourceFails", {
      ...about,
      expr: promql`
        sum by (cluster, job, instance, datasource) (rate(grafana_datasource_request_total{${grafana},code!~"2..|4.."}[5m]))
          / (sum by (cluster, job, instance, datasource) (rate(grafana_datasource_request_total{${grafana}}[5m])) > 0.05)
          > ${limits.datasourceErrors}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of Grafana's queries to {{ $labels.datasource }} fail",
      description: "Panels of this datasource are empty or show errors.",
      action:
        "Open Connections, Data sources, {{ $labels.datasource }} in Grafana and press Test. Then check that server.",
    }),

    alert("GrafanaRefusesLogins", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`
        sum by (cluster, job, instance) (
          rate(grafana_http_request_duration_seconds_count{${grafana},handler=~"/login.*",status_code="401"}[5m])
        ) > ${thresholds.security.loginFailures}`,
      for: "2m",
      severity: "warning",
      summary: "Grafana at {{ $labels.instance }} rejects {{ $value | humanize }} logins per second",
      description: "Somebody guesses passwords. Grafana can query every database and log of the platform.",
      action:
        "Find the address in Grafana's log (`Invalid username or password`) and block it. Make sure that admin has no default password.",
    }),
  ],
});
