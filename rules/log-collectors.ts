// Promtail and Alloy. Either of them runs, so alerts accept both.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";

const about = {
  team: "monitoring",
  domain: "monitoring",
  concern: "data-quality",
  dashboard: rowRef("platform-overview", "Monitoring stack"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("LogCollectorDown", {
      ...about,
      expr: promql`max by (cluster) (up{${job("promtail")}} or up{${job("alloy")}}) == 0`,
      for: "5m",
      severity: "warning",
      summary: "No log collector runs",
      description: "No logs are collected. Logs of containers that are removed now are lost.",
      action:
        "Run `docker ps -a --filter name=bigdata-alloy --filter name=bigdata-promtail` and start the collector that you use.",
    }),

    alert("LogLinesDropped", {
      ...about,
      expr: promql`
        sum by (cluster, job, instance, reason) (rate(promtail_dropped_entries_total[5m])) > 0.1
        or sum by (cluster, job, instance, reason) (rate(loki_write_dropped_entries_total[5m])) > 0.1`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.job }} drops {{ $value | humanize }} log lines per second ({{ $labels.reason }})",
      description: "Loki rejected these lines until the last retry. They are lost.",
      action:
        "The reason ingester_error points to Loki: see its alerts. The reason rate_limited points to a service that logs too much.",
    }),

    alert("LogsNotSent", {
      ...about,
      expr: promql`
        sum by (cluster, job, instance) (rate(promtail_request_duration_seconds_count{status_code!~"2.."}[5m]))
          / sum by (cluster, job, instance) (rate(promtail_request_duration_seconds_count[5m])) > 0.1
        or
        sum by (cluster, job, instance) (rate(loki_write_request_duration_seconds_count{status_code!~"2.."}[5m]))
          / sum by (cluster, job, instance) (rate(loki_write_request_duration_seconds_count[5m])) > 0.1`,
      for: "10m",
      severity: "warning",
      summary:
        "Loki rejects {{ $value | humanizePercentage }} of what {{ $labels.job }} at {{ $labels.instance }} sends",
      description: "Logs arrive late. After the last retry the collector drops them.",
      action:
        "Search the collector's log for the status: 429 is a rate limit, 5xx an error of Loki, -1 a network error.",
    }),

    alert("LogsNotRead", {
      ...about,
      expr: promql`
        max by (cluster, job, instance) (rate(promtail_sent_entries_total[15m])) == 0
        or max by (cluster, job, instance) (rate(loki_write_sent_entries_total[15m])) == 0`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.job }} at {{ $labels.instance }} has sent no line for 15 minutes",
      description: "The services write log lines every minute, but the collector reads none of them.",
      action: "Check its mounts (/var/lib/docker/containers, /var/log) and its permissions on the Docker socket.",
    }),

    alert("AlloyComponentsUnhealthy", {
      ...about,
      expr: promql`
        sum by (cluster, job, instance) (alloy_component_controller_running_components{health_type!="healthy"}) > 0`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value }} components of Alloy at {{ $labels.instance }} are not healthy",
      description: "Part of the log pipeline has stopped: a source is not read, or lines are not sent.",
      action: "Open Alloy's page on port 12345. It shows the pipeline and the error of each component.",
    }),
  ],
});
