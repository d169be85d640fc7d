// Producers: lost records, send buffers and acknowledgement latency.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { backend, ownerBy } from "../owners.ts";
import { thresholds } from "../thresholds.ts";

const limits = thresholds.kafka;
const about = {
  team: "data-engineering",
  domain: "kafka",
  concern: "performance",
  dashboard: rowRef("kafka", "Producer metrics"),
  labels: { ...backend("kafka"), team: ownerBy("job") },
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("KafkaProducerLosesRecords", {
      ...about,
      concern: "data-quality",
      expr: promql`increase(kafka_producer_record_errors_total[5m]) > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.job }} failed to send {{ $value | humanize }} records to {{ $labels.topic }} in 5 minutes",
      description:
        "After the last retry a record is lost, unless the service stores it. Data downstream is incomplete.",
      action:
        "Read the log of {{ $labels.job }} for the producer's exception, and check the partition leaders of {{ $labels.topic }}.",
    }),

    alert("KafkaProducerBufferFull", {
      ...about,
      expr: promql`kafka_producer_buffer_used_ratio > ${limits.producerBufferUsed}`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.job }} ({{ $labels.instance }}) uses {{ $value | humanizePercentage }} of its send buffer",
      description: "When the buffer is full, the service blocks and its users wait.",
      action: text`Check ${panelRef("kafka", "Acknowledgement latency, p99")}. Slow brokers are the usual reason.`,
    }),

    alert("KafkaProducerSlow", {
      ...about,
      expr: promql`
        topic:kafka_producer_request_duration_seconds:p99_rate5m > ${limits.producerLatency}
        and on (cluster, job, instance, topic) rate(kafka_producer_request_duration_seconds_count[5m]) > 0.1`,
      for: "10m",
      severity: "warning",
      summary:
        "{{ $labels.job }} waits {{ $value | humanizeDuration }} for {{ $labels.topic }} to acknowledge a batch (p99)",
      description: "Brokers write or replicate slowly. Send buffers fill up, and then services block.",
      action: text`Check the brokers' disks in ${rowRef("infrastructure", "Storage utilization")}, and the under-replicated partitions of {{ $labels.topic }}.`,
    }),
  ],
});
