// What is exposed by Kafka lag exporter, read from version 0.8.2.
// `npm run script scripts/catalogs.ts` updates this file: it keeps your edits, but no comments.
import { defineMetrics, metric } from "../metrics/define.ts";

export default defineMetrics({
  title: "Kafka lag exporter",
  version: "0.8.2",
  metrics: {
    jvm_classes_loaded: metric.gauge("count", [], "Classes loaded"),
    jvm_gc_collection_seconds: metric.summary("seconds", ["gc"], "Time spent in garbage collections per collector"),
    jvm_info: metric.gauge(undefined, ["runtime", "vendor", "version"], "JVM version, value is always 1"),
    jvm_memory_bytes_committed: metric.gauge("bytes", ["area"], "JVM memory committed per area"),
    jvm_memory_bytes_init: metric.gauge("bytes", ["area"], "JVM memory at start per area"),
    jvm_memory_bytes_max: metric.gauge("bytes", ["area"], "JVM memory limit per area"),
    jvm_memory_bytes_used: metric.gauge("bytes", ["area"], "JVM memory used per area"),
    jvm_memory_pool_bytes_used: metric.gauge("bytes", ["pool"], "JVM memory used per pool"),
    jvm_threads_current: metric.gauge("count", [], "Threads of the JVM"),
    jvm_threads_daemon: metric.gauge("count", [], "Daemon threads of the JVM"),
    jvm_threads_deadlocked: metric.gauge("count", [], "Deadlocked threads of the JVM"),
    kafka_consumergroup_group_lag: metric.gauge(
      "count",
      ["client_id", "cluster_name", "consumer_id", "group", "member_host", "partition", "topic"],
      "Messages a group is behind on a partition",
    ),
    kafka_consumergroup_group_lag_seconds: metric.gauge(
      "seconds",
      ["client_id", "cluster_name", "consumer_id", "group", "member_host", "partition", "topic"],
      "Estimated time a group is behind on a partition",
    ),
    kafka_consumergroup_group_max_lag: metric.gauge(
      "count",
      ["cluster_name", "group"],
      "Largest offset lag of a group over its partitions",
    ),
    kafka_consumergroup_group_max_lag_seconds: metric.gauge(
      "seconds",
      ["cluster_name", "group"],
      "Largest time lag of a group over its partitions",
    ),
    kafka_consumergroup_group_offset: metric.gauge(
      "count",
      ["client_id", "cluster_name", "consumer_id", "group", "member_host", "partition", "topic"],
      "Last offset a group committed on a partition",
    ),
    kafka_consumergroup_group_sum_lag: metric.gauge(
      "count",
      ["cluster_name", "group"],
      "Offset lag of a group over all partitions",
    ),
    kafka_consumergroup_group_topic_sum_lag: metric.gauge(
      "count",
      ["cluster_name", "group", "topic"],
      "Offset lag of a group over the partitions of one topic",
    ),
    kafka_consumergroup_poll_time_ms: metric.gauge(undefined, ["cluster_name"], "Time one poll of all groups took"),
    kafka_partition_earliest_offset: metric.gauge(
      "count",
      ["cluster_name", "partition", "topic"],
      "Oldest offset of a partition",
    ),
    kafka_partition_latest_offset: metric.gauge(
      "count",
      ["cluster_name", "partition", "topic"],
      "Newest offset of a partition",
    ),
    process_cpu_seconds_total: metric.counter("seconds", [], "CPU time used"),
    process_open_fds: metric.gauge("count", [], "File descriptors that the process has open"),
    process_resident_memory_bytes: metric.gauge("bytes", [], "Memory held in RAM"),
    process_start_time_seconds: metric.gauge("timestamp", [], "When the process started"),
  },
});
