// What is exposed by Kafka lag exporter, read from version 0.8.2.
// `npm run catalog` keeps it: what is mended here survives, but for comments.
import { counter, defineMetrics, gauge, summary } from "bigdata-monitoring";

export default defineMetrics({
  title: "Kafka lag exporter",
  version: "0.8.2",
  metrics: {
    jvm_classes_loaded: gauge("count", [], "Classes loaded"),
    jvm_gc_collection_seconds: summary("seconds", ["gc"], "Time spent in garbage collections per collector"),
    jvm_info: gauge(undefined, ["runtime", "vendor", "version"], "JVM version, value is always 1"),
    jvm_memory_bytes_committed: gauge("bytes", ["area"], "JVM memory committed per area"),
    jvm_memory_bytes_init: gauge("bytes", ["area"], "JVM memory at start per area"),
    jvm_memory_bytes_max: gauge("bytes", ["area"], "JVM memory limit per area"),
    jvm_memory_bytes_used: gauge("bytes", ["area"], "JVM memory used per area"),
    jvm_memory_pool_bytes_used: gauge("bytes", ["pool"], "JVM memory used per pool"),
    jvm_threads_current: gauge("count", [], "Threads of the JVM"),
    jvm_threads_daemon: gauge("count", [], "Daemon threads of the JVM"),
    jvm_threads_deadlocked: gauge("count", [], "Deadlocked threads of the JVM"),
    kafka_consumergroup_group_lag: gauge(
      "count",
      ["client_id", "cluster_name", "consumer_id", "group", "member_host", "partition", "topic"],
      "Messages a group is behind on a partition",
    ),
    kafka_consumergroup_group_lag_seconds: gauge(
      "seconds",
      ["client_id", "cluster_name", "consumer_id", "group", "member_host", "partition", "topic"],
      "Estimated time a group is behind on a partition",
    ),
    kafka_consumergroup_group_max_lag: gauge(
      "count",
      ["cluster_name", "group"],
      "Largest offset lag of a group over its partitions",
    ),
    kafka_consumergroup_group_max_lag_seconds: gauge(
      "seconds",
      ["cluster_name", "group"],
      "Largest time lag of a group over its partitions",
    ),
    kafka_consumergroup_group_offset: gauge(
      "count",
      ["client_id", "cluster_name", "consumer_id", "group", "member_host", "partition", "topic"],
      "Last offset a group committed on a partition",
    ),
    kafka_consumergroup_group_sum_lag: gauge(
      "count",
      ["cluster_name", "group"],
      "Offset lag of a group over all partitions",
    ),
    kafka_consumergroup_group_topic_sum_lag: gauge(
      "count",
      ["cluster_name", "group", "topic"],
      "Offset lag of a group over the partitions of one topic",
    ),
    kafka_consumergroup_poll_time_ms: gauge(undefined, ["cluster_name"], "Time one poll of all groups took"),
    kafka_partition_earliest_offset: gauge(
      "count",
      ["cluster_name", "partition", "topic"],
      "Oldest offset of a partition",
    ),
    kafka_partition_latest_offset: gauge(
      "count",
      ["cluster_name", "partition", "topic"],
      "Newest offset of a partition",
    ),
    process_cpu_seconds_total: counter("seconds", [], "CPU time used"),
    process_open_fds: gauge("count", [], "File descriptors that the process has open"),
    process_resident_memory_bytes: gauge("bytes", [], "Memory held in RAM"),
    process_start_time_seconds: gauge("timestamp", [], "When the process started"),
  },
});
