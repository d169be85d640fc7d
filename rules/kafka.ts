// Is the Kafka cluster whole, and do messages flow as they use to?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const kafka = job("kafka-exporter");
const limits = thresholds.kafka;
const about = { team: "data-engineering", domain: "kafka", concern: "resources", dashboard: "kafka" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("KafkaUnreachable", {
      ...about,
      expr: promql`up{${kafka}} == 1 unless on (job, instance) kafka_brokers{${kafka}} > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.instance }} finds no Kafka broker",
      description: "Producers buffer until they lose records, and every stream stands still.",
      action: "Run `kafka-broker-api-versions --bootstrap-server kafka:9092`, then read the brokers' logs.",
    }),

    alert("KafkaBrokerLost", {
      ...about,
      expr: promql`kafka_brokers{${kafka}} < max_over_time(kafka_brokers{${kafka}}[6h])`,
      for: "5m",
      severity: "critical",
      summary: "Kafka is down to {{ $value }} brokers",
      description:
        "A broker that was there within 6 hours is not: partitions run on fewer copies, the next loss may take data.",
      action:
        "Find the missing id in `kafka_broker_info`, then `docker logs` of that broker: disk full and memory come first.",
    }),

    // A partition without a leader has no leader series at all.
    alert("KafkaPartitionsOffline", {
      ...about,
      expr: promql`
        kafka_topic_partitions{${kafka}}
          - on (job, instance, topic) (
            count by (job, instance, topic) (kafka_topic_partition_leader{${kafka}} >= 0)
            or on (job, instance, topic) 0 * kafka_topic_partitions{${kafka}}
          ) > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $value }} partitions of {{ $labels.topic }} have no leader",
      description:
        "They can be neither written nor read: producers of {{ $labels.topic }} lose records when their buffers are full.",
      action:
        "Run `kafka-topics --describe --topic {{ $labels.topic }} --unavailable-partitions` and start the brokers it names.",
    }),

    alert("KafkaPartitionsAtLastReplica", {
      ...about,
      expr: promql`
        count by (job, instance, topic) (
          kafka_topic_partition_in_sync_replica{${kafka}} <= 1 and kafka_topic_partition_replicas{${kafka}} > 1
        )`,
      for: "5m",
      severity: "critical",
      summary: "{{ $value }} partitions of {{ $labels.topic }} are down to their last copy",
      description:
        "If that broker fails now, what is on it is lost; producers that ask for more copies are refused already.",
      action:
        "Bring the lost brokers back before touching the rest: `kafka-topics --describe --under-min-isr-partitions`.",
    }),

    alert("KafkaPartitionsUnderReplicated", {
      ...about,
      expr: promql`
        sum by (job, instance, topic) (kafka_topic_partition_under_replicated_partition{${kafka}}) > 0`,
      for: "15m",
      severity: "warning",
      summary: "{{ $value }} partitions of {{ $labels.topic }} lack a copy",
      description: "A broker is gone or cannot follow: less is safe than was asked for.",
      action:
        "Run `kafka-topics --describe --under-replicated-partitions`; a broker in all of them is the one to look at.",
    }),

    alert("KafkaLeadersUnbalanced", {
      ...about,
      expr: promql`
        avg by (job, instance) (kafka_topic_partition_leader_is_preferred{${kafka}}) < ${limits.preferredLeaders}`,
      for: "1h",
      severity: "info",
      summary: "Only {{ $value | humanizePercentage }} of Kafka's partitions are led by the broker that should",
      description: "Some brokers do more than their share since the last restart, with less room for peaks.",
      action: "Run `kafka-leader-election --election-type preferred --all-topic-partitions` in a quiet hour.",
    }),

    alert("KafkaTopicQuieterThanUsual", {
      ...about,
      concern: "performance",
      expr: promql`
        topic:kafka_messages:rate5m < 0.3 * topic:kafka_messages:rate5m_baseline_min
        and topic:kafka_messages:rate5m_baseline_min > 1`,
      for: "15m",
      severity: "warning",
      kind: "anomaly",
      summary: "{{ $labels.topic }} gets {{ $value | humanize }} messages per second, a third of the usual at most",
      description: "Its producers have stopped or are cut off; what consumers compute from it is missing data.",
      action:
        "Look at the producers' errors under Kafka & Streaming, row Producer metrics, and at the services that write there.",
    }),

    alert("KafkaTopicBusierThanUsual", {
      ...about,
      expr: promql`
        topic:kafka_messages:rate5m > 3 * topic:kafka_messages:rate5m_baseline_max
        and topic:kafka_messages:rate5m > 10`,
      for: "30m",
      severity: "info",
      kind: "anomaly",
      summary: "{{ $labels.topic }} gets {{ $value | humanize }} messages per second, over three times the usual",
      description:
        "A campaign, a replay or a producer in a loop. Disks fill sooner than planned and consumers may fall behind.",
      action: "Ask who produces to it; if it is a loop stop it, else watch lag and disks until it is over.",
    }),
  ],
});
