import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./kafka.ts";

const kafka = job("kafka-exporter");
const exporter = `${kafka},instance="kafka-exporter:9308",backend="kafka"`;
const orders = `${exporter},topic="orders"`;
const labels = { topic: "orders" };

export default defineExamples<typeof rules>({
  KafkaUnreachable: {
    fires: [
      { name: "no broker", series: cluster("3x2 0x20"), at: "6m", labels: { instance: "kafka-exporter:9308" } },
      { name: "no answer", series: cluster("3x2 _x20"), at: "12m" },
    ],
    quiet: [
      { name: "one broker", series: { ...cluster("1x20"), [`up{${job("node-exporter")}}`]: "1x20" }, at: "10m" },
      { name: "one missed look", series: cluster("3 3 0 3x20"), at: "4m" },
    ],
  },

  KafkaBrokerLost: {
    fires: [
      { series: cluster("3x5 2x20"), at: "13m", message: "2 brokers" },
      { name: "gone since yesterday", series: cluster("3x2 2x300"), step: "5m", at: "24h" },
      {
        name: "of a cluster with six",
        series: { ...cluster("3x20"), ...inWest("6x5 5x20") },
        at: "13m",
        message: "5 brokers",
      },
    ],
    quiet: [
      { name: "restarts", series: cluster("3x5 2x4 3x20"), at: "12m" },
      { name: "grows", series: cluster("3x5 4x20"), at: "12m" },
      { name: "each cluster has its own", series: { ...cluster("3x20"), ...inWest("6x20") }, at: "13m" },
    ],
  },

  KafkaPartitionsOffline: {
    fires: [
      { name: "one of two", series: leaders("3x20", "-1x20"), at: "4m", labels },
      { name: "all", series: { [`kafka_topic_partitions{${orders}}`]: "2x20" }, at: "4m", message: "2 partitions" },
    ],
    quiet: [{ name: "an election", series: leaders("0x20", "0x3 _ 2x20"), at: "8m" }],
  },

  KafkaPartitionsAtLastReplica: {
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

  KafkaPartitionsUnderReplicated: {
    fires: [{ series: underReplicated("1x30", "1x30"), at: "17m", labels, message: "2 partitions" }],
    quiet: [{ name: "catches up", series: underReplicated("1x10 0x20", "0x30"), at: "17m" }],
  },

  KafkaTopicQuieterThanUsual: {
    fires: [{ series: flow({ now: "0.4x40", usual: "1.5x40", bound: "min" }), at: "17m", labels }],
    quiet: [
      { name: "a bit quieter", series: flow({ now: "3.2x40", usual: "10x40", bound: "min" }), at: "20m" },
      { name: "never busy", series: flow({ now: "0x40", usual: "0.9x40", bound: "min" }), at: "20m" },
      { name: "no past", series: { [`topic:kafka_messages:rate5m{${orders}}`]: "0x40" }, at: "20m" },
    ],
  },
});

function cluster(brokers: string) {
  return { [`up{${exporter}}`]: "1x30", [`kafka_brokers{${exporter}}`]: brokers };
}

/** A cluster that is to have six brokers. */
function inWest(brokers: string) {
  return {
    'cluster:kafka_brokers:expected{cluster="west"}': "6x30",
    [`kafka_brokers{${kafka},instance="kafka-exporter-west:9308",cluster="west"}`]: brokers,
  };
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

function byPartition(metric: string, partitions: readonly string[]): Record<string, string> {
  return Object.fromEntries(partitions.map((samples, i) => [`${metric}{${orders},partition="${i}"}`, samples]));
}

function flow({ now, usual, bound }: { now: string; usual: string; bound: "min" | "max" }) {
  const series = "topic:kafka_messages:rate5m";
  return { [`${series}{${orders}}`]: now, [`${series}_baseline_${bound}{${orders}}`]: usual };
}
