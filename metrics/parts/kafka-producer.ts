import type { Metric } from "bigdata-monitoring";

const byTopic = { labels: ["topic"] } as const;

/** What a service that writes to Kafka exposes about its producer; brokers cannot see the records that never reached them. */
export const kafkaProducerMetrics = {
  kafka_producer_records_sent_total: { type: "counter", ...byTopic, unit: "count", help: "Records acknowledged" },
  kafka_producer_sent_bytes_total: { type: "counter", ...byTopic, unit: "bytes", help: "Bytes sent, compressed" },
  kafka_producer_record_errors_total: {
    type: "counter",
    ...byTopic,
    unit: "count",
    help: "Records given up after the last retry: lost unless the service keeps them",
  },
  kafka_producer_record_retries_total: { type: "counter", ...byTopic, unit: "count", help: "Records sent again" },
  kafka_producer_request_duration_seconds: {
    type: "histogram",
    ...byTopic,
    unit: "seconds",
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    help: "Time from sending a batch to its acknowledgement",
  },
  kafka_producer_batch_size_bytes: {
    type: "histogram",
    ...byTopic,
    unit: "bytes",
    buckets: [256, 1024, 4096, 16384, 65536, 262144, 1048576],
    help: "Size of the batches sent, compressed",
  },
  kafka_producer_buffer_used_ratio: {
    type: "gauge",
    labels: [],
    unit: "ratio",
    range: [0, 1],
    help: "Share of the send buffer in use; at 1 the service blocks",
  },
} as const satisfies Record<string, Metric>;
