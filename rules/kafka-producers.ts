// Do producers get their records into Kafka? Brokers cannot see those that never arrive.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const service = `${job("transactions")},instance="transactions:9502"`;
const orders = `${service},topic="orders"`;
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
      examples: {
        fires: [{ name: "a single record", series: lost("0x5 1x10"), at: "8m", labels: { topic: "orders" } }],
        quiet: [{ name: "ten minutes ago", series: lost("0x5 1x20"), at: "15m" }],
      },
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
      examples: {
        fires: [
          {
            series: { [`kafka_producer_buffer_used_ratio{${service}}`]: "0.95x20" },
            at: "7m",
            labels: { job: "transactions" },
          },
        ],
        quiet: [{ series: { [`kafka_producer_buffer_used_ratio{${service}}`]: "0.9x20" }, at: "10m" }],
      },
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
      examples: {
        fires: [
          {
            name: "a dozen of a thousand batches",
            series: acknowledged({ fast: "0+988x40", all: "0+1000x40" }),
            at: "17m",
            labels: { topic: "orders" },
          },
          { name: "one of seven a minute", series: acknowledged({ fast: "0+6x40", all: "0+7x40" }), at: "17m" },
        ],
        quiet: [
          { name: "quick", series: acknowledged({ fast: "0+100x40", all: "0+100x40" }), at: "25m" },
          { name: "hardly used", series: acknowledged({ fast: "0+1x40", all: "0+5x40" }), at: "25m" },
        ],
      },
    }),
  ],
});

function lost(records: string) {
  return { [`kafka_producer_record_errors_total{${orders}}`]: records };
}

/** Batches acknowledged within a second, and within five. */
function acknowledged({ fast, all }: { fast: string; all: string }) {
  const metric = "kafka_producer_request_duration_seconds";
  return {
    [`${metric}_bucket{${orders},le="1.0"}`]: fast,
    [`${metric}_bucket{${orders},le="5.0"}`]: all,
    [`${metric}_bucket{${orders},le="+Inf"}`]: all,
    [`${metric}_count{${orders}}`]: all,
  };
}
