// Is the Kafka cluster whole, and do messages flow as they use to?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const kafka = job("kafka-exporter");
const exporter = `${kafka},instance="kafka-exporter:9308"`;
const orders = `${exporter},topic="orders"`;
const labels = { topic: "orders" };
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
      examples: {
        fires: [
          { name: "no broker", series: cluster("3x2 0x20"), at: "6m", labels: { instance: "kafka-exporter:9308" } },
          { name: "no answer", series: cluster("3x2 _x20"), at: "12m" },
        ],
        quiet: [
          { name: "one broker", series: { ...cluster("1x20"), [`up{${job("node-exporter")}}`]: "1x20" }, at: "10m" },
          { name: "one missed look", series: cluster("3 3 0 3x20"), at: "4m" },
        ],
      },
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
      examples: {
        fires: [
          { series: cluster("3x5 2x20"), at: "13m", message: "2 brokers" },
          { name: "gone for five hours", series: cluster("3x2 2x90"), step: "5m", at: "5h" },
        ],
        quiet: [
          { name: "was made smaller this morning", series: cluster("3x2 2x90"), step: "5m", at: "7h" },
          { name: "restarts", series: cluster("3x5 2x4 3x20"), at: "12m" },
          { name: "grows", series: cluster("3x5 4x20"), at: "12m" },
        ],
      },
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
      examples: {
        fires: [
          { name: "one of two", series: leaders("3x20", "-1x20"), at: "4m", labels },
          { name: "all", series: { [`kafka_topic_partitions{${orders}}`]: "2x20" }, at: "4m", message: "2 partitions" },
        ],
        quiet: [{ name: "an election", series: leaders("0x20", "0x3 _ 2x20"), at: "8m" }],
      },
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
      examples: {
        fires: [
          {
            name: "one partition at its last copy, one without any",
            series: {
              ...replicas({ assigned: "2x20", inSync: "1x20" }),
              ...replicas({ assigned: "2x20", inSync: "0x20" }, 1),
            },
            at: "7m",
            labels,
            message: "2 partitions",
          },
        ],
        quiet: [
          { name: "two copies", series: replicas({ assigned: "3x20", inSync: "2x20" }), at: "10m" },
          { name: "one by design", series: replicas({ assigned: "1x20", inSync: "1x20" }), at: "10m" },
        ],
      },
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
      examples: {
        fires: [{ series: underReplicated("1x30", "1x30"), at: "17m", labels, message: "2 partitions" }],
        quiet: [{ name: "catches up", series: underReplicated("1x10 0x20", "0x30"), at: "17m" }],
      },
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
      examples: {
        fires: [
          { name: "one of four is led by another", series: preferred("1x70", "1x70", "1x70", "0x70"), at: "1h5m" },
        ],
        quiet: [
          { name: "one of six", series: preferred("1x70", "1x70", "1x70", "1x70", "1x70", "0x70"), at: "1h5m" },
          { name: "rebalances by itself", series: preferred("1x70", "0x30 1x40"), at: "1h5m" },
        ],
      },
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
      examples: {
        fires: [{ series: flow({ now: "0.4x40", usual: "1.5x40", bound: "min" }), at: "17m", labels }],
        quiet: [
          { name: "a bit quieter", series: flow({ now: "3.2x40", usual: "10x40", bound: "min" }), at: "20m" },
          { name: "never busy", series: flow({ now: "0x40", usual: "0.9x40", bound: "min" }), at: "20m" },
          { name: "no past", series: { [`topic:kafka_messages:rate5m{${orders}}`]: "0x40" }, at: "20m" },
        ],
      },
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
      examples: {
        fires: [{ series: flow({ now: "12x60", usual: "3.9x60", bound: "max" }), at: "35m", labels }],
        quiet: [
          {
            name: "almost three times as busy",
            series: flow({ now: "37x60", usual: "13x60", bound: "max" }),
            at: "40m",
          },
          { name: "still quiet", series: flow({ now: "9x60", usual: "1x60", bound: "max" }), at: "40m" },
        ],
      },
    }),
  ],
});

function cluster(brokers: string) {
  return { [`up{${exporter}}`]: "1x30", [`kafka_brokers{${exporter}}`]: brokers };
}

/** A topic of two partitions. */
function leaders(first: string, second: string) {
  return {
    [`kafka_topic_partitions{${orders}}`]: "2x20",
    [`kafka_topic_partition_leader{${orders},partition="0"}`]: first,
    [`kafka_topic_partition_leader{${orders},partition="1"}`]: second,
  };
}

function replicas({ assigned, inSync }: { assigned: string; inSync: string }, partition = 0) {
  return {
    [`kafka_topic_partition_replicas{${orders},partition="${partition}"}`]: assigned,
    [`kafka_topic_partition_in_sync_replica{${orders},partition="${partition}"}`]: inSync,
  };
}

function underReplicated(...partitions: readonly string[]) {
  return byPartition("kafka_topic_partition_under_replicated_partition", partitions);
}

function preferred(...partitions: readonly string[]) {
  return byPartition("kafka_topic_partition_leader_is_preferred", partitions);
}

function byPartition(metric: string, partitions: readonly string[]): Record<string, string> {
  return Object.fromEntries(partitions.map((samples, i) => [`${metric}{${orders},partition="${i}"}`, samples]));
}

function flow({ now, usual, bound }: { now: string; usual: string; bound: "min" | "max" }) {
  const series = "topic:kafka_messages:rate5m";
  return { [`${series}{${orders}}`]: now, [`${series}_baseline_${bound}{${orders}}`]: usual };
}
