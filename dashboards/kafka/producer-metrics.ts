import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { producers } from "./selectors.ts";

const { producerBufferUsed, producerLatency } = thresholds.kafka;

const delivery = line(8, [
  panels.stacked("Records acknowledged by topic", {
    description: "Records that brokers acknowledged, as the producers count them.",
    unit: units.RecordsPerSecond,
    queries: [
      panels.query(
        promql`sum by (topic) (rate(kafka_producer_records_sent_total{${producers}}[$__rate_interval]))`,
        "{{topic}}",
      ),
    ],
  }),
  panels
    .timeseries("Records retried and lost", {
      description: "Retries slow a producer down. A record is lost when its last retry fails.",
      unit: units.RecordsPerSecond,
      queries: [
        panels.query(promql`sum(rate(kafka_producer_record_retries_total{${producers}}[$__rate_interval]))`, "retried"),
        panels.query(promql`sum(rate(kafka_producer_record_errors_total{${producers}}[$__rate_interval]))`, "lost"),
      ],
    })
    .overrideByName("retried", panels.fixedColor("yellow"))
    .overrideByName("lost", panels.fixedColor("red")),
]);

const quality = line(8, [
  panels.timeseries("Acknowledgement latency, p99", {
    description: "Time from sending a batch to the broker's acknowledgement. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(producerLatency),
    queries: [
      panels.query(
        promql`max by (topic) (topic:kafka_producer_request_duration_seconds:p99_rate5m{${producers}})`,
        "{{topic}}",
      ),
    ],
  }),
  panels.timeseries("Average batch size", {
    description: "Small batches cause more requests and compress less; large batches add latency.",
    unit: units.BytesIEC,
    queries: [
      panels.query(
        promql`
          sum by (topic) (rate(kafka_producer_batch_size_bytes_sum{${producers}}[$__rate_interval]))
          / sum by (topic) (rate(kafka_producer_batch_size_bytes_count{${producers}}[$__rate_interval]))`,
        "{{topic}}",
      ),
    ],
  }),
  panels
    .timeseries("Send buffer usage by service", {
      description: "Usage of each producer's send buffer. At 100 %, the service blocks.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(producerBufferUsed),
      queries: [panels.query(promql`max by (job) (kafka_producer_buffer_used_ratio)`, "{{job}}")],
    })
    .max(1),
]);

export const producerMetrics = row("Producer metrics", delivery, quality);
