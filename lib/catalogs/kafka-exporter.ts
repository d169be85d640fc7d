// What is exposed by Kafka exporter, read from version 1.9.0.
// `npm run script scripts/catalogs.ts` updates this file: it keeps your edits, but no comments.
import { defineMetrics, goMetrics, metric } from "../metrics/define.ts";

export default defineMetrics({
  title: "Kafka exporter",
  version: "1.9.0",
  metrics: {
    ...goMetrics,
    kafka_broker_info: metric.gauge(undefined, ["address", "id"], "Id and address of a broker, value is always 1"),
    kafka_brokers: metric.gauge("count", [], "Brokers in the cluster"),
    kafka_consumergroup_current_offset: metric.gauge(
      "count",
      ["consumergroup", "partition", "topic"],
      "Offset a group committed for a partition, -1 without a commit",
      { monotonic: true },
    ),
    kafka_consumergroup_current_offset_sum: metric.gauge(
      "count",
      ["consumergroup", "topic"],
      "Sum of the committed offsets of a group on a topic",
      { monotonic: true },
    ),
    kafka_consumergroup_lag: metric.gauge(
      "count",
      ["consumergroup", "partition", "topic"],
      "Messages a group is behind on a partition, -1 without a commit",
    ),
    kafka_consumergroup_lag_sum: metric.gauge(
      "count",
      ["consumergroup", "topic"],
      "Messages a group is behind on a topic",
    ),
    kafka_consumergroup_members: metric.gauge("count", ["consumergroup"], "Active members of a group"),
    kafka_consumergroupzookeeper_lag_zookeeper: metric.gauge(
      "count",
      ["consumergroup", "partition", "topic"],
      "Lag of groups that commit to ZooKeeper",
    ),
    kafka_exporter_build_info: metric.gauge(
      undefined,
      ["branch", "goarch", "goos", "goversion", "revision", "tags", "version"],
      "Version of kafka_exporter, value is always 1",
    ),
    kafka_topic_partition_current_offset: metric.gauge(
      "count",
      ["partition", "topic"],
      "Newest offset of a partition",
      { monotonic: true },
    ),
    kafka_topic_partition_in_sync_replica: metric.gauge(
      "count",
      ["partition", "topic"],
      "Replicas of a partition that are in sync",
    ),
    kafka_topic_partition_leader: metric.gauge(undefined, ["partition", "topic"], "Broker id that leads a partition"),
    kafka_topic_partition_leader_is_preferred: metric.gauge(
      "count",
      ["partition", "topic"],
      "1 when the preferred replica leads the partition",
      { range: [0, 1] },
    ),
    kafka_topic_partition_oldest_offset: metric.gauge(
      "count",
      ["partition", "topic"],
      "Oldest offset still kept in a partition",
      { monotonic: true },
    ),
    kafka_topic_partition_replicas: metric.gauge("count", ["partition", "topic"], "Replicas of a partition"),
    kafka_topic_partition_under_replicated_partition: metric.gauge(
      "count",
      ["partition", "topic"],
      "1 when fewer replicas are in sync than assigned",
      { range: [0, 1] },
    ),
    kafka_topic_partitions: metric.gauge("count", ["topic"], "Partitions of a topic"),
  },
});
