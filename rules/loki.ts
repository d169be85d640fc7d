// Loki: requests, discarded lines, storage and retention.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const loki = job("loki");
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
    alert("LokiRequestsFail", {
      ...about,
      expr: promql`instance:loki_request_errors:ratio_rate5m > ${limits.lokiErrors}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of Loki fail",
      description: "Logs cannot be stored or read. Collectors keep lines for some minutes, then the lines are lost.",
      action: "Run `docker logs --tail 100 bigdata-loki`. A full volume under ./data/loki is the usual reason.",
    }),

    // Tailing requests stay open.
    alert("LokiSlow", {
      ...about,
      expr: promql`
        histogram_quantile(
          0.99,
          sum by (cluster, job, instance, route, le) (
            rate(loki_request_duration_seconds_bucket{${loki},route=~"loki_api_v1_(push|query.*)"}[5m])
          )
        ) > ${limits.lokiLatency}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.route }} of Loki takes {{ $value | humanizeDuration }} (p99)",
      description: "Log panels load slowly, or collectors fall behind.",
      action:
        "Look for a query without selective labels (`logcli`, dashboards with a short refresh interval), and check Loki's disk.",
    }),

    alert("LokiDiscardsLines", {
      ...about,
      concern: "data-quality",
      expr: promql`
        sum by (cluster, job, instance, reason) (rate(loki_discarded_samples_total{${loki}}[5m])) > 1`,
      for: "10m",
      severity: "warning",
      summary: "Loki discards {{ $value | humanize }} log lines per second ({{ $labels.reason }})",
      description: "These lines are lost.",
      action:
        "The reasons rate_limited and per_stream_rate_limit mean that a service logs too much. Out-of-order or too old lines mean a wrong clock or a replay.",
    }),

    alert("LokiLosesLines", {
      ...about,
      concern: "data-quality",
      expr: promql`
        increase(loki_ingester_wal_disk_full_failures_total{${loki}}[10m]) > 0
        or increase(loki_ingester_chunks_flush_failures_total{${loki}}[10m]) > 0
        or increase(loki_panic_total{${loki}}[10m]) > 0`,
      for: "0m",
      severity: "warning",
      summary: "Loki {{ $labels.instance }} cannot store the lines that it accepted",
      description: "Its disk is full, or it panics. Lines in memory are lost at the next restart.",
      action:
        "Free space under ./data/loki and read `docker logs bigdata-loki`. Do not restart Loki before it can write to disk again.",
    }),

    alert("LokiRetentionStopped", {
      ...about,
      concern: "resources",
      expr: promql`
        time() - loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${loki}} > ${limits.lokiCompaction}
        and loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${loki}} > 0`,
      for: "1h",
      severity: "warning",
      summary: "Loki {{ $labels.instance }} last deleted old logs {{ $value | humanizeDuration }} ago",
      description: "Logs older than 7 days are kept: the disk fills, and the retention policy is violated.",
      action: "Search Loki's log for `compactor`. A delete_request_store without write access is the usual reason.",
    }),
  ],
});
