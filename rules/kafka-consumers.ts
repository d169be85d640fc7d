// Do consumers keep up, and will they before their messages are deleted?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const kafka = job("kafka-exporter");
const lagExporter = job("kafka-lag-exporter");
const group = `${kafka},instance="kafka-exporter:9308",consumergroup="billing"`;
const orders = `{${group},topic="orders"}`;
const labels = { consumergroup: "billing", topic: "orders" };
const limits = thresholds.kafka;
const about = { team: "data-engineering", domain: "kafka", concern: "performance", dashboard: "kafka" } as const;

const behind = (seconds: number) =>
  promql`max by (job, instance, group) (kafka_consumergroup_group_max_lag_seconds{${lagExporter}}) > ${seconds}`;

const lags = {
  ...about,
  summary: "{{ $labels.group }} is {{ $value | humanizeDuration }} behind its topics",
  description: "Whatever this group computes or serves is that old: dashboards, features and fraud decisions among it.",
  action:
    "Under Kafka & Streaming compare its rate with what is produced: slower means add consumers or mend them, zero means stuck.",
} as const;

// A group that is catching up is in no danger, however far it has to go.
const losing = (ratio: number) => promql`
  consumergroup_topic:kafka_lag_of_retained:ratio > ${ratio}
  and on (job, instance, consumergroup, topic) deriv(consumergroup_topic:kafka_lag:sum[15m]) >= 0`;

const losesMessages = {
  ...about,
  concern: "data-quality",
  summary:
    "{{ $labels.consumergroup }} has still to read {{ $value | humanizePercentage }} of what {{ $labels.topic }} keeps",
  description: "At 100% Kafka deletes messages before they are read: they are lost to this group.",
  action:
    "First win time: raise retention.ms of {{ $labels.topic }} with `kafka-configs`; then mend or scale the consumer.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ConsumerLagHigh", {
      ...lags,
      expr: behind(limits.lagSeconds.warning),
      for: "10m",
      severity: "warning",
      examples: {
        fires: [
          {
            series: { ...lagSeconds("301x20"), ...lagSeconds("10x20", "archive") },
            at: "12m",
            labels: { group: "billing" },
            message: "billing is 5m 1s behind",
          },
        ],
        quiet: [
          { name: "five minutes", series: lagSeconds("300x20"), at: "15m" },
          { name: "not known yet", series: lagSeconds(Array(20).fill("NaN").join(" ")), at: "15m" },
          { name: "a peak", series: lagSeconds("900x8 10x20"), at: "12m" },
        ],
      },
    }),
    alert("ConsumerLagHigh", {
      ...lags,
      expr: behind(limits.lagSeconds.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [
          {
            series: { ...lagSeconds("1801x20"), ...lagSeconds("10x20", "archive") },
            at: "7m",
            labels: { group: "billing" },
          },
        ],
        quiet: [{ name: "not yet critical", series: lagSeconds("1800x20"), at: "15m" }],
      },
    }),

    alert("ConsumerLagGrowing", {
      ...about,
      expr: promql`
        predict_linear(consumergroup_topic:kafka_lag:sum[1h], 2 * 3600) > 2 * consumergroup_topic:kafka_lag:sum
        and consumergroup_topic:kafka_lag:sum offset 45m
        and consumergroup_topic:kafka_lag:sum > ${limits.lagMessages}`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary:
        "{{ $labels.consumergroup }} falls behind on {{ $labels.topic }}: {{ $value | humanize }} messages in 2 hours",
      description:
        "It reads more slowly than is produced, and its lag doubles within 2 hours. It will not catch up by itself.",
      action:
        "Add consumers up to the number of partitions, or find what slowed them: a slow sink shows in their batch time.",
      examples: {
        fires: [{ series: lag("4000+200x100"), at: "1h20m", labels }],
        quiet: [
          { name: "much and steady", series: lag("20000x100"), at: "1h20m" },
          { name: "grows from little", series: lag("0+100x95"), at: "1h20m" },
          { name: "just started", series: lag("9000+300x30"), at: "30m" },
        ],
      },
    }),

    alert("ConsumerStuck", {
      ...about,
      expr: promql`
        delta(kafka_consumergroup_current_offset_sum{${kafka}}[15m]) == 0
        and on (job, instance, consumergroup, topic) min_over_time(consumergroup_topic:kafka_lag:sum[15m]) > 0
        and on (job, instance, consumergroup) kafka_consumergroup_members{${kafka}} > 0`,
      for: "10m",
      severity: "critical",
      summary: "{{ $labels.consumergroup }} has messages of {{ $labels.topic }} to read and reads none",
      description: "It hangs, most often on a message that it cannot process. Everything after that one waits.",
      action:
        "Read its log for an error that repeats; skip the message with `kafka-consumer-groups --reset-offsets --shift-by 1`.",
      examples: {
        fires: [
          {
            name: "a single consumer, on the first message after a pause",
            series: { ...lag("0x20 1x40"), ...committed("600+5x20 700x40"), ...members("1x60") },
            at: "46m",
            labels,
          },
        ],
        quiet: [
          {
            name: "was read until 20 minutes ago",
            series: { ...lag("50+5x60"), ...committed("600+5x20 700x40"), ...members("3x60") },
            at: "40m",
          },
          {
            name: "had nothing to read until 20 minutes ago",
            series: { ...lag("0x20 5+5x40"), ...committed("700x60"), ...members("3x60") },
            at: "40m",
          },
          {
            name: "reads slowly",
            series: { ...lag("50+5x60"), ...committed("700+1x60"), ...members("3x60") },
            at: "30m",
          },
          { name: "has read all", series: { ...lag("0x60"), ...committed("700x60"), ...members("3x60") }, at: "30m" },
          {
            name: "nobody is there",
            series: { ...lag("50+5x60"), ...committed("700x60"), ...members("0x60") },
            at: "30m",
          },
        ],
      },
    }),

    // A group that never had members within 6 hours is retired, not broken.
    alert("ConsumerGroupEmpty", {
      ...about,
      expr: promql`
        kafka_consumergroup_members{${kafka}} == 0
        and max_over_time(kafka_consumergroup_members{${kafka}}[6h]) > 0
        and on (job, instance, consumergroup) consumergroup_topic:kafka_lag:sum > 0`,
      for: "5m",
      severity: "critical",
      summary: "Nobody is left in consumer group {{ $labels.consumergroup }}, and messages are waiting",
      description: "All of its consumers are gone: what it computes or serves stands still.",
      action: "Start its service, and read its last log for why it stopped.",
      examples: {
        fires: [
          { series: { ...members("1x5 0x30"), ...lag("1x40") }, at: "13m", labels: { consumergroup: "billing" } },
          { name: "gone for five hours", series: { ...members("3x2 0x90"), ...lag("100x90") }, step: "5m", at: "5h" },
        ],
        quiet: [
          { name: "is deployed", series: { ...members("3x5 0x4 3x30"), ...lag("100x40") }, at: "13m" },
          { name: "is retired", series: { ...members("0x40"), ...lag("100x40") }, at: "13m" },
          {
            name: "was retired this morning",
            series: { ...members("3x2 0x90"), ...lag("100x90") },
            step: "5m",
            at: "7h",
          },
          { name: "has read all", series: { ...members("3x5 0x30"), ...lag("0x40") }, at: "13m" },
        ],
      },
    }),

    alert("ConsumerLosesMessages", {
      ...losesMessages,
      expr: losing(limits.lagOfRetention.warning),
      for: "15m",
      severity: "warning",
      examples: {
        fires: [{ series: { ...lag("4100+10x60"), ...retained(8000) }, at: "35m", labels }],
        quiet: [
          { name: "nearly half", series: { ...lag("3900x60"), ...retained(8000) }, at: "35m" },
          { name: "catches up", series: { ...lag("7000-10x60"), ...retained(8000) }, at: "35m" },
          { name: "keeps little", series: { ...lag("900x60"), ...retained(950) }, at: "35m" },
        ],
      },
    }),
    alert("ConsumerLosesMessages", {
      ...losesMessages,
      expr: losing(limits.lagOfRetention.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ name: "gains nothing", series: { ...lag("6600x60"), ...retained(8000) }, at: "25m", labels }],
        quiet: [
          { name: "not yet critical", series: { ...lag("6300x60"), ...retained(8000) }, at: "35m" },
          { name: "catches up", series: { ...lag("7900-10x60"), ...retained(8000) }, at: "35m" },
        ],
      },
    }),
  ],
});

function lagSeconds(samples: string, cluster = "main") {
  const exporter = `${lagExporter},instance="kafka-lag-exporter:8000",cluster_name="${cluster}",group="billing"`;
  return { [`kafka_consumergroup_group_max_lag_seconds{${exporter}}`]: samples };
}

function lag(messages: string) {
  return { [`kafka_consumergroup_lag${orders.slice(0, -1)},partition="0"}`]: messages };
}

function committed(offset: string) {
  return { [`kafka_consumergroup_current_offset_sum${orders}`]: offset };
}

function members(number: string) {
  return { [`kafka_consumergroup_members{${group}}`]: number };
}

/** A topic of one partition that keeps so many messages. */
function retained(messages: number) {
  const partition = `${kafka},instance="kafka-exporter:9308",topic="orders",partition="0"`;
  return {
    [`kafka_topic_partition_oldest_offset{${partition}}`]: "1000x60",
    [`kafka_topic_partition_current_offset{${partition}}`]: `${1000 + messages}x60`,
  };
}
