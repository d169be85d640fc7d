import { line, panels, promql, row, units } from "bigdata-monitoring";
import { notStreams } from "../../expected.ts";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { groups, laggingGroups, producers, streamGroups, topics } from "./selectors.ts";

const redFromOne = panels.thresholds.steps([1, "red"]);

const messagesIn = promql`sum by (topic) (topic:kafka_messages:rate5m{${topics}})`;
const retained = promql`sum by (topic) (topic:kafka_retained_messages:sum{${topics}})`;

const cluster = line(4, [
  panels.stat("Offline partitions", {
    description: "Partitions without a leader. They can be neither written nor read.",
    unit: units.Short,
    thresholds: redFromOne,
    queries: [panels.query(promql`count(kafka_topic_partition_leader{${topics}} < 0) or vector(0)`)],
  }),
  panels.stat("Under-replicated partitions", {
    description: "Partitions with fewer in-sync replicas than assigned. Another broker failure may lose data.",
    unit: units.Short,
    thresholds: redFromOne,
    queries: [panels.query(promql`sum(kafka_topic_partition_under_replicated_partition{${topics}})`)],
  }),
  panels.stat("Brokers", {
    description: "Number of brokers in the cluster.",
    unit: units.Short,
    queries: [panels.query(promql`max(kafka_brokers{${job("kafka-exporter")}})`)],
  }),
  panels.stat("Empty consumer groups", {
    description: "Consumer groups without members: their lag only grows. Groups that read in batches are left out.",
    unit: units.Short,
    thresholds: redFromOne,
    queries: [
      panels.query(
        promql`count(kafka_consumergroup_members{${job("kafka-exporter")},consumergroup!~"${notStreams}"} == 0) or vector(0)`,
      ),
    ],
  }),
]);

const traffic = line(4, [
  panels.stat("Messages in", {
    description: "Messages that producers write to the selected topics.",
    unit: units.MessagesPerSecond,
    queries: [panels.query(promql`sum(${messagesIn})`)],
  }),
  panels.stat("Max lag", {
    description:
      "Age of the newest message that the slowest consumer group has read. Groups that read in batches are left out.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(thresholds.kafka.lagSeconds),
    queries: [panels.query(promql`max(kafka_consumergroup_group_max_lag_seconds{${laggingGroups},${streamGroups}})`)],
  }),
  panels.stat("Message lag", {
    description: "Messages that consumer groups have not read yet, in total.",
    unit: units.Short,
    queries: [panels.query(promql`sum(consumergroup_topic:kafka_lag:sum{${groups}})`)],
  }),
  panels
    .stat("Records lost, 1 h", {
      description: "Records that producers failed to send after the last retry, in the last hour.",
      unit: units.Short,
      thresholds: redFromOne,
      queries: [panels.query(promql`sum(increase(kafka_producer_record_errors_total{${producers}}[1h]))`)],
    })
    .decimals(0),
]);

const flow = line(8, [
  panels.stacked("Messages in by topic", {
    description: "Messages that producers write to each topic.",
    unit: units.MessagesPerSecond,
    queries: [panels.query(messagesIn, "{{topic}}")],
  }),
  panels.timeseries("Messages consumed by group", {
    description:
      "Messages that each consumer group commits. If this stays below the incoming rate, the group falls behind.",
    unit: units.MessagesPerSecond,
    queries: [
      panels.query(
        promql`sum by (consumergroup) (consumergroup_topic:kafka_consumed:rate5m{${groups}})`,
        "{{consumergroup}}",
      ),
    ],
  }),
]);

const topicsInDetail = line(8, [
  panels.table("Topics", {
    description: "Partitions, incoming rate and retained messages of each topic.",
    labels: { topic: "Topic" },
    values: [
      { title: "Partitions", unit: units.Short, expr: promql`sum by (topic) (kafka_topic_partitions{${topics}})` },
      { title: "Messages in", unit: units.MessagesPerSecond, expr: messagesIn },
      { title: "Retained", unit: units.Short, expr: retained },
    ],
  }),
  panels.timeseries("Partition skew by topic", {
    description:
      "Rate of the busiest partition divided by the average of its topic. Far above 1, keys are distributed unevenly and one consumer has most of the load.",
    unit: units.Short,
    queries: [
      panels.query(
        promql`
          max by (topic) (delta(kafka_topic_partition_current_offset{${topics}}[$__rate_interval]))
          / (avg by (topic) (delta(kafka_topic_partition_current_offset{${topics}}[$__rate_interval])) > 0)`,
        "{{topic}}",
      ),
    ],
  }),
]);

export const topicThroughput = row("Topic throughput", cluster, traffic, flow, topicsInDetail);
