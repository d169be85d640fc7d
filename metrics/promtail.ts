// What is exposed by Promtail, read from version 3.6.
// `npm run catalog` keeps it: what is mended here survives, but for comments.
import { defineExporter } from "../lib/define.ts";
import { goMetrics } from "../lib/vocabulary/go.ts";
import { counter, gauge, histogram, summary } from "../lib/vocabulary/metric.ts";

export default defineExporter({
  title: "Promtail",
  version: "3.6",
  metrics: {
    ...goMetrics,
    logentry_dropped_lines_total: counter("count", ["reason"], "Lines dropped by pipeline stages per reason"),
    loki_wal_watcher_current_segment: gauge(undefined, ["id"], "Current wal watcher current segment"),
    loki_wal_watcher_dropped_write_notifications_total: counter(
      "count",
      ["id"],
      "Running count of wal watcher dropped write notifications",
    ),
    loki_wal_watcher_record_decode_failures_total: counter(
      "count",
      ["id"],
      "Running count of wal watcher record decode failures",
    ),
    loki_wal_watcher_records_read_total: counter("count", ["id"], "Running count of wal watcher records read"),
    loki_wal_watcher_running: gauge("count", [], "Current wal watcher running", { range: [0, 1] }),
    loki_wal_watcher_segment_read_total: counter(
      "count",
      ["id", "reason"],
      "Running count of wal watcher segment read",
    ),
    prometheus_sd_consulagent_rpc_duration_seconds: summary(
      "seconds",
      ["call", "endpoint"],
      "Distribution of sd consulagent rpc duration in seconds",
    ),
    prometheus_sd_consulagent_rpc_failures_total: counter("count", [], "Running count of sd consulagent rpc failures"),
    promtail_batch_retries_total: counter("count", ["host", "tenant"], "Batches sent again"),
    promtail_build_info: gauge(
      undefined,
      ["branch", "goarch", "goos", "goversion", "revision", "tags", "version"],
      "Version of Promtail, value is always 1",
    ),
    promtail_cloudflare_target_entries_total: counter("count", [], "Running count of cloudflare target entries"),
    promtail_cloudflare_target_last_requested_end_timestamp: gauge(
      undefined,
      [],
      "Current cloudflare target last requested end timestamp",
    ),
    promtail_config_reload_fail_total: counter("count", [], "Failed configuration reloads"),
    promtail_config_reload_success_total: counter("count", [], "Good configuration reloads"),
    promtail_docker_target_entries_total: counter("count", [], "Docker log lines handled"),
    promtail_docker_target_parsing_errors_total: counter("count", [], "Docker log lines that could not be parsed"),
    promtail_dropped_bytes_total: counter(
      "bytes",
      ["host", "reason", "tenant"],
      "Bytes dropped per host, tenant and reason",
    ),
    promtail_dropped_entries_total: counter(
      "count",
      ["host", "reason", "tenant"],
      "Log lines dropped per host, tenant and reason",
    ),
    promtail_encoded_bytes_total: counter("bytes", ["host"], "Bytes encoded and ready to send per host"),
    promtail_file_bytes_total: gauge("bytes", ["path"], "Size of each tailed file"),
    promtail_files_active_total: gauge("count", [], "Files being tailed"),
    promtail_gcp_push_target_entries_total: counter("count", [], "Running count of gcp push target entries"),
    promtail_gcp_push_target_parsing_errors_total: counter(
      "count",
      ["reason"],
      "Running count of gcp push target parsing errors",
    ),
    promtail_gcplog_target_entries_total: counter("count", ["project"], "Running count of gcplog target entries"),
    promtail_gcplog_target_last_success_scrape: gauge(
      "timestamp",
      ["project", "target"],
      "Current gcplog target last success scrape",
    ),
    promtail_gcplog_target_parsing_errors_total: counter(
      "count",
      ["project"],
      "Running count of gcplog target parsing errors",
    ),
    promtail_gelf_target_entries_total: counter("count", [], "Running count of gelf target entries"),
    promtail_gelf_target_parsing_errors_total: counter("count", [], "Running count of gelf target parsing errors"),
    promtail_heroku_drain_target_entries_total: counter("count", [], "Running count of heroku drain target entries"),
    promtail_heroku_drain_target_parsing_errors_total: counter(
      "count",
      [],
      "Running count of heroku drain target parsing errors",
    ),
    promtail_journal_target_lines_total: counter("count", [], "Journal lines read"),
    promtail_journal_target_parsing_errors_total: counter("count", ["error"], "Journal lines that could not be parsed"),
    promtail_mutated_bytes_total: counter("bytes", ["host", "reason", "tenant"], "Bytes changed per reason"),
    promtail_mutated_entries_total: counter("count", ["host", "reason", "tenant"], "Log lines changed per reason"),
    promtail_read_bytes_total: gauge("bytes", ["path"], "Position in bytes reached per file"),
    promtail_read_lines_total: counter("count", ["path"], "Lines read per file"),
    promtail_request_duration_seconds: histogram(
      "seconds",
      ["host", "status_code"],
      "Time of push requests per status",
    ),
    promtail_sent_bytes_total: counter("bytes", ["host"], "Bytes sent per host"),
    promtail_sent_entries_total: counter("count", ["host"], "Log lines sent per host"),
    promtail_syslog_empty_messages_total: counter("count", [], "Running count of syslog empty messages"),
    promtail_syslog_target_entries_total: counter("count", [], "Syslog messages handled"),
    promtail_syslog_target_parsing_errors_total: counter("count", [], "Running count of syslog target parsing errors"),
    promtail_targets_active_total: gauge("count", [], "Targets being tailed"),
    promtail_targets_failed_total: counter("count", ["reason"], "Targets that could not be tailed per reason"),
    promtail_wal_writer_reclaimed_space: counter("count", [], "Running count of wal writer reclaimed space"),
  },
});
