// What is exposed by Grafana Alloy, read from version 1.18.1.
// `npm run script scripts/catalogs.ts` updates this file: it keeps your edits, but no comments.
import { defineMetrics, goMetrics, metric } from "../metrics/define.ts";

export default defineMetrics({
  title: "Grafana Alloy",
  version: "1.18.1",
  metrics: {
    ...goMetrics,
    agent_management_config_fallbacks_total: metric.counter(
      "count",
      ["fallback_to"],
      "Agent management config fallbacks",
    ),
    agent_remote_config_fetch_errors_total: metric.counter("count", [], "Agent remote config fetch errors"),
    agent_remote_config_fetches_total: metric.counter("count", ["status_code"], "Agent remote config fetches"),
    agent_remote_config_invalid_total: metric.counter("count", ["reason"], "Agent remote config invalid"),
    alloy_build_info: metric.gauge(
      undefined,
      ["branch", "goarch", "goos", "goversion", "revision", "tags", "version"],
      "Version of Alloy, value is always 1",
    ),
    alloy_component_controller_evaluating: metric.gauge(
      "count",
      ["controller_id", "controller_path"],
      "1 while the component graph is evaluated",
    ),
    alloy_component_controller_running_components: metric.gauge(
      "count",
      ["controller_id", "controller_path", "health_type"],
      "Components per health state",
    ),
    alloy_component_dependencies_wait_seconds: metric.histogram(
      "seconds",
      ["controller_id", "controller_path"],
      "Time components waited for their dependencies",
      { buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600] },
    ),
    alloy_component_evaluation_queue_size: metric.gauge(
      "count",
      ["controller_id", "controller_path"],
      "Components waiting for evaluation",
    ),
    alloy_component_evaluation_seconds: metric.histogram(
      "seconds",
      ["controller_id", "controller_path"],
      "Time to evaluate components",
      { buckets: [0.005, 0.025, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600] },
    ),
    alloy_component_evaluation_slow_seconds: metric.counter(
      "seconds",
      ["component_id", "component_path", "controller_id", "controller_path"],
      "Time spent in slow evaluations per component",
    ),
    alloy_component_graph_connection: metric.gauge(
      "count",
      ["controller_id", "controller_path", "from", "to"],
      "1 for every connection in the component graph",
    ),
    alloy_config_hash: metric.gauge(undefined, ["cluster_name", "sha256"], "Hash of the loaded configuration"),
    alloy_config_last_load_success_timestamp_seconds: metric.gauge(
      "timestamp",
      [],
      "Unix time of the last good configuration load",
    ),
    alloy_config_last_load_successful: metric.gauge("count", [], "1 when the last configuration load worked", {
      range: [0, 1],
    }),
    alloy_config_load_failures_total: metric.counter("count", [], "Configuration loads that failed"),
    alloy_labelstore_global_ids_count: metric.gauge(undefined, [], "Total number of global ids"),
    alloy_labelstore_last_stale_check_timestamp: metric.gauge(
      undefined,
      [],
      "Last time stale check was ran expressed in unix timestamp",
    ),
    alloy_resources_machine_rx_bytes_total: metric.counter("bytes", [], "Bytes received by the machine"),
    alloy_resources_machine_tx_bytes_total: metric.counter("bytes", [], "Bytes sent by the machine"),
    alloy_resources_process_cpu_seconds_total: metric.counter("seconds", [], "CPU time used by Alloy"),
    alloy_resources_process_resident_memory_bytes: metric.gauge("bytes", [], "Resident memory of Alloy"),
    alloy_resources_process_start_time_seconds: metric.gauge("timestamp", [], "Unix time Alloy started"),
    alloy_resources_process_virtual_memory_bytes: metric.gauge("bytes", [], "Virtual memory of Alloy"),
    alloy_resources_process_virtual_memory_max_bytes: metric.gauge("bytes", [], "Virtual memory limit of Alloy"),
    cluster_minimum_size: metric.gauge(
      "count",
      ["cluster_name"],
      "Members that the cluster waits for before it takes work",
    ),
    cluster_ready_for_traffic: metric.gauge("count", ["cluster_name"], "1 when the cluster takes work"),
    deprecated_flags_inuse_total: metric.counter("count", [], "The number of deprecated flags currently set"),
    loki_process_cri_lines_truncated_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Process CRI lines truncated",
    ),
    loki_process_cri_partial_lines_flushed_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Process CRI partial lines flushed",
    ),
    loki_process_dropped_lines_total: metric.counter(
      "count",
      ["component_id", "component_path", "reason"],
      "Lines dropped by pipeline stages per reason",
    ),
    loki_process_truncated_fields_total: metric.counter(
      "count",
      ["component_id", "component_path", "field"],
      "Lines, labels or metadata truncated per field",
    ),
    loki_relabel_cache_hits: metric.counter("count", ["component_id", "component_path"], "Total number of cache hits"),
    loki_relabel_cache_misses: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Total number of cache misses",
    ),
    loki_relabel_cache_size: metric.gauge(undefined, ["component_id", "component_path"], "Total size of relabel cache"),
    loki_relabel_entries_processed: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Total number of log entries processed",
    ),
    loki_relabel_entries_written: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Total number of log entries forwarded",
    ),
    loki_source_api_entries_written: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source API entries written",
    ),
    loki_source_cloudflare_target_entries_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source Cloudflare target entries",
    ),
    loki_source_cloudflare_target_last_requested_end_timestamp: metric.gauge(
      undefined,
      ["component_id", "component_path"],
      "Source Cloudflare target last requested end timestamp",
    ),
    loki_source_docker_target_entries_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Docker log lines handled",
    ),
    loki_source_docker_target_parsing_errors_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Docker log lines that could not be parsed",
    ),
    loki_source_file_file_bytes_total: metric.gauge(
      "bytes",
      ["component_id", "component_path", "path"],
      "Size of each tailed file",
    ),
    loki_source_file_files_active_total: metric.gauge(
      "count",
      ["component_id", "component_path"],
      "Files being tailed",
    ),
    loki_source_file_read_bytes_total: metric.gauge(
      "bytes",
      ["component_id", "component_path", "path"],
      "Position in bytes reached per file",
    ),
    loki_source_file_read_lines_total: metric.counter(
      "count",
      ["component_id", "component_path", "path"],
      "Lines read per file",
    ),
    loki_source_gcplog_pull_entries_total: metric.counter(
      "count",
      ["component_id", "component_path", "project"],
      "Source GCP log pull entries",
    ),
    loki_source_gcplog_pull_last_success_scrape: metric.gauge(
      "timestamp",
      ["component_id", "component_path", "project", "target"],
      "Source GCP log pull last success scrape",
    ),
    loki_source_gcplog_pull_parsing_errors_total: metric.counter(
      "count",
      ["component_id", "component_path", "project"],
      "Source GCP log pull parsing errors",
    ),
    loki_source_gcplog_push_entries_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source GCP log push entries",
    ),
    loki_source_gcplog_push_parsing_errors_total: metric.counter(
      "count",
      ["component_id", "component_path", "reason"],
      "Source GCP log push parsing errors",
    ),
    loki_source_heroku_drain_entries_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source Heroku drain entries",
    ),
    loki_source_heroku_drain_parsing_errors_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source Heroku drain parsing errors",
    ),
    loki_source_journal_target_lines_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Journal lines read",
    ),
    loki_source_journal_target_parsing_errors_total: metric.counter(
      "count",
      ["component_id", "component_path", "error"],
      "Source journal target parsing errors",
    ),
    loki_source_syslog_empty_messages_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source syslog empty messages",
    ),
    loki_source_syslog_entries_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source syslog entries",
    ),
    loki_source_syslog_parsing_errors_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Source syslog parsing errors",
    ),
    loki_write_batch_retries_total: metric.counter(
      "count",
      ["component_id", "component_path", "host", "tenant"],
      "Batches sent again",
    ),
    loki_write_dropped_bytes_total: metric.counter(
      "bytes",
      ["component_id", "component_path", "host", "reason", "tenant"],
      "Bytes dropped per endpoint and reason",
    ),
    loki_write_dropped_entries_total: metric.counter(
      "count",
      ["component_id", "component_path", "host", "reason", "tenant"],
      "Log lines dropped per endpoint and reason",
    ),
    loki_write_entry_propagation_latency_seconds: metric.histogram(
      "seconds",
      ["component_id", "component_path", "host", "tenant"],
      "Time from reading a line to sending it",
      { buckets: [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600] },
    ),
    loki_write_last_read_timestamp: metric.gauge(
      "timestamp",
      ["component_id", "component_path", "id"],
      "When the WAL watcher last read",
    ),
    loki_write_request_duration_seconds: metric.histogram(
      "seconds",
      ["component_id", "component_path", "host", "status_code", "tenant"],
      "Time of push requests per status",
      { buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
    ),
    loki_write_request_size_bytes: metric.histogram(
      "bytes",
      ["component_id", "component_path", "host", "tenant"],
      "Size of push requests",
      { buckets: [1024, 4096, 16384, 65536, 262144, 524288, 1048576, 2097152, 4194304, 8388608, 16777216, 20971520] },
    ),
    loki_write_sent_bytes_total: metric.counter(
      "bytes",
      ["component_id", "component_path", "host", "tenant"],
      "Bytes sent per endpoint",
    ),
    loki_write_sent_entries_total: metric.counter(
      "count",
      ["component_id", "component_path", "host", "tenant"],
      "Log lines sent per endpoint",
    ),
    loki_write_wal_marker_last_marked_segment: metric.gauge(
      undefined,
      ["component_id", "component_path", "id"],
      "Write WAL marker last marked segment",
    ),
    loki_write_wal_watcher_current_segment: metric.gauge(
      undefined,
      ["component_id", "component_path", "id"],
      "Write WAL watcher current segment",
    ),
    loki_write_wal_watcher_dropped_write_notifications_total: metric.counter(
      "count",
      ["component_id", "component_path", "id"],
      "Write WAL watcher dropped write notifications",
    ),
    loki_write_wal_watcher_record_decode_failures_total: metric.counter(
      "count",
      ["component_id", "component_path", "id"],
      "Write WAL watcher record decode failures",
    ),
    loki_write_wal_watcher_records_read_total: metric.counter(
      "count",
      ["component_id", "component_path", "id"],
      "Write WAL watcher records read",
    ),
    loki_write_wal_watcher_replay_segment: metric.gauge(
      undefined,
      ["component_id", "component_path", "id"],
      "Write WAL watcher replay segment",
    ),
    loki_write_wal_watcher_running: metric.gauge("count", ["component_id", "component_path"], "WAL watchers that run", {
      range: [0, 1],
    }),
    loki_write_wal_watcher_segment_read_total: metric.counter(
      "count",
      ["component_id", "component_path", "id", "reason"],
      "Write WAL watcher segment read",
    ),
    loki_write_wal_writer_last_reclaimed_segment: metric.gauge(
      undefined,
      ["component_id", "component_path"],
      "Write WAL writer last reclaimed segment",
    ),
    loki_write_wal_writer_last_written_timestamp: metric.gauge(
      "timestamp",
      ["component_id", "component_path"],
      "When the WAL was last written",
    ),
    loki_write_wal_writer_reclaimed_space: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Write WAL writer reclaimed space",
    ),
    net_conntrack_dialer_conn_attempted_total: metric.counter(
      "count",
      ["dialer_name"],
      "Total number of connections attempted by the given dialer a given name",
    ),
    net_conntrack_dialer_conn_closed_total: metric.counter(
      "count",
      ["dialer_name"],
      "Total number of connections closed which originated from the dialer of a given name",
    ),
    net_conntrack_dialer_conn_established_total: metric.counter(
      "count",
      ["dialer_name"],
      "Total number of connections successfully established by the given dialer a given name",
    ),
    net_conntrack_dialer_conn_failed_total: metric.counter(
      "count",
      ["dialer_name", "reason"],
      "Total number of connections failed to dial by the dialer a given name",
    ),
    prometheus_remote_storage_exemplars_in_total: metric.counter(
      "count",
      [],
      "Exemplars in to remote storage, compare to exemplars out for queue managers. Deprecated, check prometheus_wal_watcher_records_read_total and prometheus_remote_storage_exemplars_dropped_total",
    ),
    prometheus_remote_storage_histograms_in_total: metric.counter(
      "count",
      [],
      "HistogramSamples in to remote storage, compare to histograms out for queue managers. Deprecated, check prometheus_wal_watcher_records_read_total and prometheus_remote_storage_histograms_dropped_total",
    ),
    prometheus_remote_storage_samples_in_total: metric.counter(
      "count",
      [],
      "Samples in to remote storage, compare to samples out for queue managers. Deprecated, check prometheus_wal_watcher_records_read_total and prometheus_remote_storage_samples_dropped_total",
    ),
    prometheus_remote_storage_string_interner_zero_reference_releases_total: metric.counter(
      "count",
      [],
      "The number of times release has been called for strings that are not interned",
    ),
    prometheus_scrape_targets_gauge: metric.gauge(
      "count",
      ["component_id", "component_path"],
      "Targets that the component scrapes",
    ),
    prometheus_scrape_targets_moved_total: metric.counter(
      "count",
      ["component_id", "component_path"],
      "Scrape targets moved",
    ),
    prometheus_sd_refresh_duration_histogram_seconds: metric.histogram(
      "seconds",
      ["component_id", "component_path", "mechanism"],
      "The duration of a refresh for the given SD mechanism",
      { buckets: [0.01, 0.1, 1, 10] },
    ),
    prometheus_sd_refresh_duration_seconds: metric.summary(
      "seconds",
      ["component_id", "component_path", "config", "mechanism"],
      "The duration of a refresh in seconds for the given SD mechanism",
    ),
    prometheus_sd_refresh_failures_total: metric.counter(
      "count",
      ["component_id", "component_path", "config", "mechanism"],
      "Number of refresh failures for the given SD mechanism",
    ),
    prometheus_treecache_watcher_goroutines: metric.gauge(undefined, [], "The current number of watcher goroutines"),
    prometheus_treecache_zookeeper_failures_total: metric.counter(
      "count",
      [],
      "The total number of ZooKeeper failures",
    ),
    remotecfg_hash: metric.gauge(undefined, ["hash"], "Hash of the currently active remote configuration"),
    remotecfg_last_load_not_modified: metric.gauge(undefined, [], "Remote config not modified since last fetch"),
    remotecfg_last_load_success_timestamp_seconds: metric.gauge(
      "timestamp",
      [],
      "Timestamp of the last successful remote configuration load",
    ),
    remotecfg_last_load_successful: metric.gauge(undefined, [], "Remote config loaded successfully", { range: [0, 1] }),
    remotecfg_load_attempts_total: metric.counter("count", [], "Attempts to load remote configuration"),
    remotecfg_load_failures_total: metric.counter("count", [], "Remote configuration load failures"),
    remotecfg_request_duration_seconds: metric.histogram("seconds", [], "Duration of remote configuration requests", {
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    }),
  },
});
