// Do consumers keep up, and will they before their messages are deleted?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const kafka = job("kafka-exporter");
const lagExporter = job("kafka-lag-exporter");
const limits = thresholds.kafka;
const about = { team: "data-engineering", domain: "kafka", concern: "performance", dashboard: "kafka" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ConsumerLagHigh", {
      ...about,
      expr: (limit) =>
        promql`max by (job, instance, group) (kafka_consumergroup_group_max_lag_seconds{${lagExporter}}) > ${limit}`,
      severities: {
        warning: { limit: limits.lagSeconds.warning, for: "10m" },
        critical: { limit: limits.lagSeconds.critical, for: "5m" },
      },
      summary: "{{ $labels.group }} is {{ $value | humanizeDuration }} behind its topics",
      description:
        "Whatever this group computes or serves is that old: dashboards, features and fraud decisions among it.",
      action:
        "Under Kafka & Streaming compare its rate with what is produced: slower means add consumers or mend them, zero means stuck.",
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
    }),

    // A group that is catching up is in no danger, however far it has to go.
    alert("ConsumerLosesMessages", {
      ...about,
      concern: "data-quality",
      expr: (limit) => promql`
        consumergroup_topic:kafka_lag_of_retained:ratio > ${limit}
        and on (job, instance, consumergroup, topic) deriv(consumergroup_topic:kafka_lag:sum[15m]) >= 0`,
      severities: {
        warning: { limit: limits.lagOfRetention.warning, for: "15m" },
        critical: { limit: limits.lagOfRetention.critical, for: "5m" },
      },
      summary:
        "{{ $labels.consumergroup }} has still to read {{ $value | humanizePercentage }} of what {{ $labels.topic }} keeps",
      description: "At 100% Kafka deletes messages before they are read: they are lost to this group.",
      action:
        "First win time: raise retention.ms of {{ $labels.topic }} with `kafka-configs`; then mend or scale the consumer.",
    }),
  ],
});
