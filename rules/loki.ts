// Can logs be written, read, and forgotten in time?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const loki = job("loki");
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
    alert("LokiRequestsFail", {
      ...about,
      expr: promql`instance:loki_request_errors:ratio_rate5m > ${limits.lokiErrors}`,
      for: "10m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of requests to {{ $labels.route }} of Loki fail",
      description: "Logs are not stored or cannot be read. Collectors keep them for minutes, then they are lost.",
      action: "Run `docker logs --tail 100 bigdata-loki`: a full volume under ./data/loki is the usual reason.",
    }),

    // Tailing is meant to take long.
    alert("LokiSlow", {
      ...about,
      expr: promql`
        histogram_quantile(
          0.99,
          sum by (job, instance, route, le) (
            rate(loki_request_duration_seconds_bucket{${loki},route=~"loki_api_v1_(push|query.*)"}[5m])
          )
        ) > ${limits.lokiLatency}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.route }} of Loki takes {{ $value | humanizeDuration }} (p99)",
      description: "Panels of logs load slowly, or collectors fall behind.",
      action: "Look for a wide query without labels (`logcli` and dashboards with short refresh), and at Loki's disk.",
    }),

    alert("LokiDiscardsLines", {
      ...about,
      concern: "data-quality",
      expr: promql`
        sum by (job, instance, reason) (rate(loki_discarded_samples_total{${loki}}[5m])) > 1`,
      for: "10m",
      severity: "warning",
      summary: "Loki throws {{ $value | humanize }} log lines per second away ({{ $labels.reason }})",
      description: "They will be missing when somebody looks for them.",
      action:
        "rate_limited and per_stream_rate_limit mean a noisy service; out-of-order or too old mean a wrong clock or a replay.",
    }),

    alert("LokiLosesLines", {
      ...about,
      concern: "data-quality",
      expr: promql`
        increase(loki_ingester_wal_disk_full_failures_total{${loki}}[10m]) > 0
        or increase(loki_ingester_chunks_flush_failures_total{${loki}}[10m]) > 0
        or increase(loki_panic_total{${loki}}[10m]) > 0`,
      for: "0m",
      severity: "critical",
      summary: "Loki {{ $labels.instance }} cannot keep what it accepted",
      description: "Lines in its memory are lost at the next restart: its disk is full or it panics.",
      action:
        "Free space under ./data/loki, read `docker logs bigdata-loki`, and do not restart it before it flushes again.",
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
      description: "Logs older than 7 days stay: the disk fills, and data is kept longer than was promised.",
      action: "Search Loki's log for `compactor`; a delete_request_store that cannot be written is the usual reason.",
    }),

    alert("LogsMoreThanUsual", {
      ...about,
      concern: "resources",
      expr: promql`
        instance:loki_lines:rate5m > ${limits.logVolumeSurge} * instance:loki_lines:rate5m_baseline_max
        and instance:loki_lines:rate5m > 100`,
      for: "30m",
      severity: "info",
      kind: "anomaly",
      summary: "Loki receives {{ $value | humanize }} lines per second, over three times the usual",
      description: "Some service repeats an error or logs at debug level. The disk was planned for less.",
      action: 'Run `topk(5, sum by (service) (rate({service=~".+"}[5m])))` in Explore and mend or quieten the leader.',
    }),
  ],
});
