import { line, panels, promql, row, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { groups, laggingGroups, producers, topics } from "./selectors.ts";

const trouble = panels.thresholds.steps([1, "red"]);

const messagesIn = promql`sum by (topic) (topic:kafka_messages:rate5m{${topics}})`;
const retained = promql`sum by (topic) (topic:kafka_retained_messages:sum{${topics}})`;

const atAGlance = line(4, [
  panels.stat("Messages in", {
    description: "Messages that producers added to the chosen topics.",
    unit: units.MessagesPerSecond,
    queries: [panels.query(promql`sum(${messagesIn})`)],
  }),
  panels.stat("Worst lag", {
    description: "How long ago the message was written that the slowest consumer group is reading now.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(thresholds.kafka.lagSeconds),
    queries: [panels.query(promql`max(kafka_consumergroup_group_max_lag_seconds{${laggingGroups}})`)],
  }),
  panels.stat("Behind", {
    description: "Messages that consumer groups have still to read, over all of them.",
    unit: units.Short,
    queries: [panels.query(promql`sum(consumergroup_topic:kafka_lag:sum{${groups}})`)],
  }),
  panels.stat("Idle groups", {
    description: "Consumer groups that nobody consumes for: their lag can only grow.",
    unit: units.Short,
    thresholds: trouble,
    queries: [panels.query(promql`count(kafka_consumergroup_members{${job("kafka-exporter")}} == 0) or vector(0)`)],
  }),
  panels.stat("Brokers", {
    description: "Brokers in the cluster.",
    unit: units.Short,
    queries: [panels.query(promql`max(kafka_brokers{${job("kafka-exporter")}})`)],
  }),
  panels.stat("Out of sync", {
    description: "Partitions with fewer replicas in sync than assigned: one more failure may lose data.",
    unit: units.Short,
    thresholds: trouble,
    queries: [panels.query(promql`sum(kafka_topic_partition_under_replicated_partition{${topics}})`)],
  }),
  panels.stat("Leaderless", {
    description: "Partitions that can be neither written nor read.",
    unit: units.Short,
    thresholds: trouble,
    queries: [panels.query(promql`count(kafka_topic_partition_leader{${topics}} < 0) or vector(0)`)],
  }),
  panels
    .stat("Records lost", {
      description: "Records that producers gave up after their last retry, in the last hour.",
      unit: units.Short,
      thresholds: trouble,
      queries: [panels.query(promql`sum(increase(kafka_producer_record_errors_total{${producers}}[1h]))`)],
    })
    .decimals(0),
]);

const flow = line(8, [
  panels.stacked("Messages in, by topic", {
    description: "Messages added to each topic.",
    unit: units.MessagesPerSecond,
    queries: [panels.query(messagesIn, "{{topic}}")],
  }),
  panels.timeseries("Messages consumed, by group", {
    description:
      "Messages that each consumer group committed. Where it stays below what comes in, the group falls behind.",
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
    description: "Each topic's partitions, its rate, what it retains, and how unevenly its partitions are used.",
    labels: { topic: "Topic" },
    values: [
      { title: "Partitions", unit: units.Short, expr: promql`sum by (topic) (kafka_topic_partitions{${topics}})` },
      { title: "Messages in", unit: units.MessagesPerSecond, expr: messagesIn },
      { title: "Retained", unit: units.Short, expr: retained },
    ],
  }),
  panels.timeseries("Busiest partition against the average", {
    description:
      "How many times more messages than the average the busiest partition of each topic takes. Much above 1, keys are spread unevenly and one consumer carries the load.",
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

export const topicThroughput = row("Topic throughput", atAGlance, flow, topicsInDetail);
