import { BytesIEC, PercentUnit, RecordsPerSecond, Seconds } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, fixedColor, query, stacked, timeseries } from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { producers } from "./selectors.ts";

const { producerBufferUsed, producerLatency } = thresholds.kafka;

const delivery = line(8, [
  stacked("Records acknowledged, by topic", {
    description: "Records that producers handed over to the brokers, as the producers count them.",
    unit: RecordsPerSecond,
    queries: [
      query(
        promql`sum by (topic) (rate(kafka_producer_records_sent_total{${producers}}[$__rate_interval]))`,
        "{{topic}}",
      ),
    ],
  }),
  timeseries("Records sent again or lost", {
    description: "Of the chosen topics. Retries slow a producer down; lost records were given up after the last retry.",
    unit: RecordsPerSecond,
    queries: [
      query(promql`sum(rate(kafka_producer_record_retries_total{${producers}}[$__rate_interval]))`, "sent again"),
      query(promql`sum(rate(kafka_producer_record_errors_total{${producers}}[$__rate_interval]))`, "lost"),
    ],
  })
    .overrideByName("sent again", fixedColor("yellow"))
    .overrideByName("lost", fixedColor("red")),
]);

const quality = line(8, [
  timeseries("Time to acknowledgement, 99th percentile", {
    description: "From sending a batch to the brokers' answer. The limit is that of the alert.",
    unit: Seconds,
    thresholds: above(producerLatency),
    queries: [
      query(
        promql`max by (topic) (topic:kafka_producer_request_duration_seconds:p99_rate5m{${producers}})`,
        "{{topic}}",
      ),
    ],
  }),
  timeseries("Batch size, average", {
    description: "Small batches cost requests and compression; large ones cost time.",
    unit: BytesIEC,
    queries: [
      query(
        promql`
          sum by (topic) (rate(kafka_producer_batch_size_bytes_sum{${producers}}[$__rate_interval]))
          / sum by (topic) (rate(kafka_producer_batch_size_bytes_count{${producers}}[$__rate_interval]))`,
        "{{topic}}",
      ),
    ],
  }),
  timeseries("Send buffer used, by service", {
    description: "Share of each producing service's buffer. At 100 % the service blocks.",
    unit: PercentUnit,
    thresholds: above(producerBufferUsed),
    queries: [query(promql`max by (job) (kafka_producer_buffer_used_ratio)`, "{{job}}")],
  }).max(1),
]);

export const producerMetrics = row("Producer metrics", delivery, quality);
