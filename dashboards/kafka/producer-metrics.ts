import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { producers } from "./selectors.ts";

const { producerBufferUsed, producerLatency } = thresholds.kafka;

const delivery = line(8, [
  panels.stacked("Records acknowledged, by topic", {
    description: "Records that producers handed over to the brokers, as the producers count them.",
    unit: units.RecordsPerSecond,
    queries: [
      panels.query(
        promql`sum by (topic) (rate(kafka_producer_records_sent_total{${producers}}[$__rate_interval]))`,
        "{{topic}}",
      ),
    ],
  }),
  panels
    .timeseries("Records sent again or lost", {
      description:
        "Of the chosen topics. Retries slow a producer down; lost records were given up after the last retry.",
      unit: units.RecordsPerSecond,
      queries: [
        panels.query(
          promql`sum(rate(kafka_producer_record_retries_total{${producers}}[$__rate_interval]))`,
          "sent again",
        ),
        panels.query(promql`sum(rate(kafka_producer_record_errors_total{${producers}}[$__rate_interval]))`, "lost"),
      ],
    })
    .overrideByName("sent again", panels.fixedColor("yellow"))
    .overrideByName("lost", panels.fixedColor("red")),
]);

const quality = line(8, [
  panels.timeseries("Time to acknowledgement, 99th percentile", {
    description: "From sending a batch to the brokers' answer. The limit is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(producerLatency),
    queries: [
      panels.query(
        promql`max by (topic) (topic:kafka_producer_request_duration_seconds:p99_rate5m{${producers}})`,
        "{{topic}}",
      ),
    ],
  }),
  panels.timeseries("Batch size, average", {
    description: "Small batches cost requests and compression; large ones cost time.",
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
    .timeseries("Send buffer used, by service", {
      description: "Share of each producing service's buffer. At 100 % the service blocks.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(producerBufferUsed),
      queries: [panels.query(promql`max by (job) (kafka_producer_buffer_used_ratio)`, "{{job}}")],
    })
    .max(1),
]);

export const producerMetrics = row("Producer metrics", delivery, quality);
