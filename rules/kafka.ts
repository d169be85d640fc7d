// Brokers, partitions and topics of the Kafka cluster.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";

const kafka = job("kafka-exporter");
const about = {
  team: "data-engineering",
  domain: "kafka",
  concern: "resources",
  dashboard: rowRef("kafka", "Broker performance"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("KafkaUnreachable", {
      ...about,
      expr: promql`up{${kafka}} == 1 unless on (cluster, job, instance) kafka_brokers{${kafka}} > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.instance }} finds no Kafka broker",
      description: "Producers buffer records and lose them when the buffer is full. All streams stop.",
      action: "Run `kafka-broker-api-versions.sh --bootstrap-server kafka:9092`. Then read the brokers' logs.",
    }),

    alert("KafkaBrokerLost", {
      ...about,
      expr: promql`kafka_brokers{${kafka}} < on (cluster) group_left () cluster:kafka_brokers:expected`,
      for: "5m",
      severity: "warning",
      summary: "Kafka is down to {{ $value }} brokers",
      description:
        "Fewer brokers than expected.ts says are up. Partitions have fewer replicas, and another failure may lose data.",
      action:
        "Find the missing id in `kafka_broker_info`, then run `docker logs --tail 200 BROKER` for it. A full disk or too little memory is the usual reason.",
    }),

    // A partition without a leader has no leader series.
    alert("KafkaPartitionsOffline", {
      ...about,
      expr: promql`
        kafka_topic_partitions{${kafka}}
          - on (cluster, backend, job, instance, topic) (
            count by (cluster, backend, job, instance, topic) (kafka_topic_partition_leader{${kafka}} >= 0)
            or on (cluster, backend, job, instance, topic) 0 * kafka_topic_partitions{${kafka}}
          ) > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $value }} partitions of {{ $labels.topic }} are offline: they have no leader",
      description:
        "They can be neither written nor read. Producers of {{ $labels.topic }} lose records when their buffers are full.",
      action:
        "Run `kafka-topics.sh --bootstrap-server kafka:9092 --describe --topic {{ $labels.topic }} --unavailable-partitions` and start the brokers in its output.",
    }),

    alert("KafkaPartitionsAtLastReplica", {
      ...about,
      expr: promql`
        count by (cluster, job, instance, topic) (
          kafka_topic_partition_in_sync_replica{${kafka}} <= 1 and kafka_topic_partition_replicas{${kafka}} > 1
        )`,
      for: "5m",
      severity: "critical",
      summary: "{{ $value }} partitions of {{ $labels.topic }} have only one in-sync replica",
      description: "If that broker fails, data is lost. Producers that require more replicas are already rejected.",
      action:
        "Bring the lost brokers back before you touch the others. List the partitions: `kafka-topics.sh --bootstrap-server kafka:9092 --describe --under-min-isr-partitions`.",
    }),

    alert("KafkaPartitionsUnderReplicated", {
      ...about,
      expr: promql`
        sum by (cluster, job, instance, topic) (kafka_topic_partition_under_replicated_partition{${kafka}}) > 0`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value }} partitions of {{ $labels.topic }} are under-replicated",
      description: "A broker is down or too slow. There are fewer in-sync replicas than configured.",
      action:
        "Run `kafka-topics.sh --bootstrap-server kafka:9092 --describe --under-replicated-partitions`. The broker that is missing in all of them is the cause.",
    }),

    alert("KafkaTopicQuieterThanUsual", {
      ...about,
      dashboard: rowRef("kafka", "Topic throughput"),
      concern: "performance",
      expr: promql`
        topic:kafka_messages:rate5m < 0.3 * topic:kafka_messages:rate5m_baseline_min
        and topic:kafka_messages:rate5m_baseline_min > 1`,
      for: "15m",
      severity: "warning",
      kind: "anomaly",
      keepFiringFor: "10m",
      summary:
        "{{ $labels.topic }} gets {{ $value | humanize }} messages per second, at most a third of the usual rate",
      description: "Its producers have stopped or are disconnected. Results of its consumers are incomplete.",
      action: text`Check ${panelRef("kafka", "Records retried and lost")}, and the services that write to this topic.`,
    }),
  ],
});
