// What only brokers themselves know. Add the service `kafka-jmx` to stack.ts where the JMX exporter runs in each broker.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const brokers = 'job="kafka-jmx"';
const about = {
  team: "data-engineering",
  domain: "kafka",
  concern: "resources",
  dashboard: rowRef("kafka", "Broker performance"),
} as const;

export default defineRules({
  requires: "kafka-jmx",
  interval: "1m",
  rules: [
    alert("KafkaPartitionsUnderMinIsr", {
      ...about,
      expr: promql`kafka_server_replicamanager_underminisrpartitioncount{${brokers}} > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $value }} partitions that {{ $labels.instance }} leads have fewer in-sync replicas than they need",
      description:
        "Brokers reject producers that wait for all replicas. These lose records when their buffers are full.",
      action:
        "Run `kafka-topics.sh --bootstrap-server kafka:9092 --describe --under-min-isr-partitions` and start the brokers that are missing in its output.",
    }),

    // With none, no partition gets a new leader; two decide against each other.
    alert("KafkaControllerWrong", {
      ...about,
      expr: promql`sum by (cluster, job) (kafka_controller_kafkacontroller_activecontrollercount{${brokers}}) != 1`,
      for: "5m",
      severity: "warning",
      summary: "Kafka has {{ $value }} active controllers instead of one",
      description: "Partitions of the next broker that fails stay without a leader, and no topic can be changed.",
      action:
        "Run `kafka-metadata-quorum.sh --bootstrap-server kafka:9092 describe --status`, and read the log of each controller.",
    }),

    // The records are lost at that moment, so the alert outlasts it.
    alert("KafkaElectionUnclean", {
      ...about,
      concern: "data-quality",
      expr: promql`increase(kafka_controller_controllerstats_uncleanleaderelections_total{${brokers}}[10m]) > 0`,
      for: "0m",
      severity: "warning",
      keepFiringFor: "1h",
      summary: "A replica that was behind became leader: {{ $labels.instance }} had an unclean election",
      description: "Records that were acknowledged are lost. Consumers may have read records that no longer exist.",
      action:
        "Find the topics in the controller's log (`Unclean leader election`). Ask their producers to send again what they sent since the last clean state, and set `unclean.leader.election.enable=false`.",
    }),

    alert("KafkaLogDirectoryOffline", {
      ...about,
      expr: promql`kafka_log_logmanager_offlinelogdirectorycount{${brokers}} > 0`,
      for: "1m",
      severity: "warning",
      summary: "{{ $value }} log directories of broker {{ $labels.instance }} are offline",
      description: "Their partitions have a replica less. If the broker has no other directory, it stops.",
      action:
        "Run `dmesg -T` and `df -h` on its host: a failed or full disk. Replace it, then restart the broker, which copies the replicas again.",
    }),

    alert("KafkaRequestHandlersBusy", {
      ...about,
      concern: "performance",
      expr: promql`
        kafka_server_kafkarequesthandlerpool_requesthandleravgidle_percent{${brokers}} < ${thresholds.kafka.requestHandlersIdle}`,
      for: "15m",
      severity: "warning",
      summary:
        "Request handlers of broker {{ $labels.instance }} are idle {{ $value | humanizePercentage }} of the time",
      description: "Producers and consumers of this broker wait. When the handlers are never idle, requests time out.",
      action:
        "Compare the load of the brokers: move partitions to others (see the reassignment of partitions in the documentation of Kafka), or raise `num.io.threads`.",
    }),
  ],
});
