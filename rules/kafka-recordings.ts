// Throughput of topics and lag of consumer groups, for alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const kafka = job("kafka-exporter");

export default defineRules({
  interval: "30s",
  rules: [
    // The exporter exposes offsets as gauges. A recreated topic starts at 0, which is not a negative rate.
    record(
      "topic:kafka_messages:rate5m",
      promql`
        clamp_min(
          sum by (cluster, job, instance, topic) (delta(kafka_topic_partition_current_offset{${kafka}}[5m])),
          0
        ) / 300`,
      "Messages produced per second",
    ),
    ...baseline("topic:kafka_messages:rate5m", "messages per second"),
    record(
      "topic:kafka_retained_messages:sum",
      promql`
        sum by (cluster, job, instance, topic) (
          kafka_topic_partition_current_offset{${kafka}} - kafka_topic_partition_oldest_offset{${kafka}}
        )`,
      "Messages that the topic retains",
    ),
    // A partition without a committed offset has a lag of -1.
    record(
      "consumergroup_topic:kafka_lag:sum",
      promql`
        sum by (cluster, job, instance, consumergroup, topic) (clamp_min(kafka_consumergroup_lag{${kafka}}, 0))`,
      "Messages that the group has not read yet",
    ),
    record(
      "consumergroup_topic:kafka_consumed:rate5m",
      promql`
        clamp_min(
          sum by (cluster, job, instance, consumergroup, topic) (delta(kafka_consumergroup_current_offset{${kafka}}[5m])),
          0
        ) / 300`,
      "Messages consumed per second",
    ),
    record(
      "consumergroup_topic:kafka_lag_of_retained:ratio",
      promql`
        consumergroup_topic:kafka_lag:sum
          / on (cluster, job, instance, topic) group_left () (topic:kafka_retained_messages:sum > 1000)`,
      "Share of the retained messages that the group has not read yet, for topics that retain more than 1000",
    ),
    record(
      "topic:kafka_producer_request_duration_seconds:p99_rate5m",
      promql`
        histogram_quantile(
          0.99,
          sum by (cluster, job, instance, topic, le) (rate(kafka_producer_request_duration_seconds_bucket[5m]))
        )`,
      "Time until a batch is acknowledged, 99th percentile",
    ),
  ],
});
