// Lag and members of consumer groups.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { expected, notStreams } from "../expected.ts";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const kafka = job("kafka-exporter");
const lagExporter = job("kafka-lag-exporter");
const limits = thresholds.kafka;
const about = {
  team: "data-engineering",
  domain: "kafka",
  concern: "performance",
  dashboard: rowRef("kafka", "Consumer lag"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ConsumerLagHigh", {
      ...about,
      expr: (limit) =>
        promql`max by (cluster, job, group) (kafka_consumergroup_group_max_lag_seconds{${lagExporter},group!~"${notStreams}"}) > ${limit}`,
      severities: {
        warning: { limit: limits.lagSeconds.warning, for: "10m" },
        critical: { limit: limits.lagSeconds.critical, for: "5m" },
      },
      keepFiringFor: "5m",
      summary: "{{ $labels.group }} is {{ $value | humanizeDuration }} behind its topics",
      description:
        "Everything that this group computes or serves is outdated, such as dashboards, features and fraud decisions.",
      action: text`Compare its rate in ${panelRef("kafka", "Messages consumed by group")} with ${panelRef("kafka", "Messages in by topic")}. If it is lower, add or fix consumers. If it is zero, the group is stuck.`,
    }),

    // Where the lag exporter, which is no longer maintained, does not run.
    alert("ConsumerLagsInMessages", {
      ...about,
      expr: promql`
        consumergroup_topic:kafka_lag:sum{consumergroup!~"${notStreams}"} > ${limits.lagMessages}
        and on (cluster, job, instance, consumergroup, topic) deriv(consumergroup_topic:kafka_lag:sum[15m]) >= 0
        unless on (cluster) up{${lagExporter}} == 1`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.consumergroup }} is {{ $value | humanize }} messages behind on {{ $labels.topic }}",
      description: "How old its data is, is unknown: the exporter of the time lag does not run.",
      action: text`Compare its rate in ${panelRef("kafka", "Messages consumed by group")} with ${panelRef("kafka", "Messages in by topic")}, and start the lag exporter.`,
    }),

    alert("ConsumerStuck", {
      ...about,
      expr: promql`
        delta(kafka_consumergroup_current_offset{${kafka},consumergroup!~"${notStreams}"}[15m]) == 0
        and min_over_time(kafka_consumergroup_lag{${kafka}}[15m]) > 0
        and on (cluster, job, instance, consumergroup) kafka_consumergroup_members{${kafka}} > 0`,
      for: "10m",
      severity: "warning",
      summary:
        "{{ $labels.consumergroup }} has unread messages of {{ $labels.topic }}, partition {{ $labels.partition }}, and reads none",
      description: "The consumer of this partition hangs, usually on a message that it cannot process.",
      action:
        "Read its log for a repeated error. Kafka changes offsets only of a group without members: stop all consumers of {{ $labels.consumergroup }}, run `kafka-consumer-groups.sh --bootstrap-server kafka:9092 --group {{ $labels.consumergroup }} --topic {{ $labels.topic }}:{{ $labels.partition }} --reset-offsets --shift-by 1 --execute`, and start them again.",
    }),

    // A group that nobody needs is deleted, or listed in expected.ts.
    alert("ConsumerGroupEmpty", {
      ...about,
      expr: promql`
        kafka_consumergroup_members{${kafka},consumergroup!~"${notStreams}"} == 0
        and on (cluster, job, instance, consumergroup) consumergroup_topic:kafka_lag:sum > 0`,
      for: "5m",
      severity: "warning",
      summary: "Consumer group {{ $labels.consumergroup }} has no members, and messages are waiting",
      description: "All of its consumers have stopped, so its results are not updated.",
      action:
        "Start its service, and read the end of its log to find out why it stopped. If the group is retired, run `kafka-consumer-groups.sh --bootstrap-server kafka:9092 --delete --group {{ $labels.consumergroup }}`.",
    }),

    // A group that catches up is ignored.
    alert("ConsumerLosesMessages", {
      ...about,
      concern: "data-quality",
      expr: (limit) => promql`
        consumergroup_topic:kafka_lag_of_retained:ratio{consumergroup!~"${expected.kafka.ignoredGroups}"} > ${limit}
        and on (cluster, job, instance, consumergroup, topic) deriv(consumergroup_topic:kafka_lag:sum[15m]) >= 0`,
      severities: {
        warning: { limit: limits.lagOfRetention.warning, for: "15m" },
        critical: { limit: limits.lagOfRetention.critical, for: "5m" },
      },
      summary:
        "{{ $labels.consumergroup }} has not yet read {{ $value | humanizePercentage }} of the retained messages of {{ $labels.topic }}",
      description: "At 100% Kafka deletes messages before this group reads them.",
      action:
        "First extend its retention: `kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name {{ $labels.topic }} --add-config retention.ms=604800000`. Then fix or scale the consumer.",
    }),
  ],
});
