// Do producers get their records into Kafka? Brokers cannot see those that never arrive.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { thresholds } from "../thresholds.ts";

const limits = thresholds.kafka;
const about = { team: "data-engineering", domain: "kafka", concern: "performance", dashboard: "kafka" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("KafkaProducerLosesRecords", {
      ...about,
      concern: "data-quality",
      expr: promql`increase(kafka_producer_record_errors_total[5m]) > 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.job }} gave up {{ $value | humanize }} records for {{ $labels.topic }} in 5 minutes",
      description:
        "After its last retry a record is lost, unless the service keeps it. Data downstream has holes from now on.",
      action:
        "Read the log of {{ $labels.job }} for the producer's exception, and look at the leaders of {{ $labels.topic }}.",
    }),

    alert("KafkaProducerBufferFull", {
      ...about,
      expr: promql`kafka_producer_buffer_used_ratio > ${limits.producerBufferUsed}`,
      for: "5m",
      severity: "warning",
      summary:
        "{{ $labels.job }} ({{ $labels.instance }}) has {{ $value | humanizePercentage }} of its send buffer waiting",
      description: "When it is full the service blocks: its users wait for Kafka.",
      action:
        "Look at acknowledgement times under Kafka & Streaming, row Producer metrics; slow brokers are the usual reason.",
    }),

    alert("KafkaProducerSlow", {
      ...about,
      expr: promql`
        topic:kafka_producer_request_duration_seconds:p99_rate5m > ${limits.producerLatency}
        and on (job, instance, topic) rate(kafka_producer_request_duration_seconds_count[5m]) > 0.1`,
      for: "10m",
      severity: "warning",
      summary:
        "{{ $labels.job }} waits {{ $value | humanizeDuration }} for {{ $labels.topic }} to acknowledge a batch (p99)",
      description: "Brokers are slow to write or to copy: buffers fill, and then services block.",
      action:
        "Look at the brokers' disks under Infrastructure and at under-replicated partitions of {{ $labels.topic }}.",
    }),
  ],
});
