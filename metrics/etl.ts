// What the ETL pipelines expose about themselves. The contract that their teams instrument against.
import type { MetricCatalog } from "bigdata-monitoring";
import { deploymentMetrics } from "./parts/deployment.ts";
import { featureStoreMetrics } from "./parts/feature-store.ts";
import { kafkaProducerMetrics } from "./parts/kafka-producer.ts";
import { processMetrics } from "./parts/process.ts";

const stage = ["ingest", "validate", "transform", "load"] as const;
const byPipeline = { labels: ["pipeline"] } as const;
const byStage = { labels: ["pipeline", "stage"], values: { stage } } as const;
const byResult = {
  labels: ["pipeline", "result"],
  values: { result: ["success", "failure", "cancelled"] },
} as const;

export default {
  title: "ETL pipelines",
  version: "contract",
  metrics: {
    // Records. In each stage read = written + failed + skipped; what a stage wrote and the next has not read is queued.
    etl_records_read_total: { type: "counter", ...byStage, unit: "count", help: "Records that entered the stage" },
    etl_records_written_total: { type: "counter", ...byStage, unit: "count", help: "Records that the stage passed on" },
    etl_records_skipped_total: {
      type: "counter",
      ...byStage,
      unit: "count",
      help: "Records left out on purpose, such as filtered ones and duplicates",
    },
    etl_records_failed_total: {
      type: "counter",
      labels: ["pipeline", "stage", "reason"],
      values: { stage, reason: ["schema", "validation", "lookup", "timeout", "sink", "other"] },
      unit: "count",
      help: "Records that the stage could not process, by what went wrong",
    },
    etl_read_bytes_total: { type: "counter", ...byStage, unit: "bytes", help: "Bytes that entered the stage" },
    etl_written_bytes_total: { type: "counter", ...byStage, unit: "bytes", help: "Bytes that the stage passed on" },
    etl_retries_total: { type: "counter", ...byStage, unit: "count", help: "Attempts repeated after an error" },

    // Queues.
    etl_queue_records: { type: "gauge", ...byStage, unit: "count", help: "Records waiting before the stage" },
    etl_queue_capacity_records: {
      type: "gauge",
      ...byStage,
      unit: "count",
      help: "Records that the queue before the stage can hold",
    },
    etl_queue_oldest_record_timestamp_seconds: {
      type: "gauge",
      ...byStage,
      unit: "timestamp",
      help: "When the oldest waiting record entered the queue; absent while the queue is empty",
    },
    etl_dead_letter_records: {
      type: "gauge",
      ...byPipeline,
      unit: "count",
      help: "Failed records set aside until somebody fixes or drops them",
    },

    // Latency.
    etl_batch_duration_seconds: {
      type: "histogram",
      ...byStage,
      unit: "seconds",
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
      help: "Time that the stage needs for a batch",
    },
    etl_record_latency_seconds: {
      type: "histogram",
      ...byPipeline,
      unit: "seconds",
      buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 21600],
      help: "Time from an event to its record in the sink",
    },

    // Runs. A streaming pipeline counts each micro-batch as a run.
    etl_runs_total: { type: "counter", ...byResult, unit: "count", help: "Runs that ended" },
    etl_runs_active: { type: "gauge", ...byPipeline, unit: "count", help: "Runs in progress" },
    etl_run_duration_seconds: {
      type: "histogram",
      ...byResult,
      unit: "seconds",
      buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400],
      help: "Time of a run",
    },

    // Freshness.
    etl_schedule_interval_seconds: {
      type: "gauge",
      ...byPipeline,
      unit: "seconds",
      help: "Time between two runs that the schedule promises",
    },
    etl_last_run_timestamp_seconds: { type: "gauge", ...byPipeline, unit: "timestamp", help: "End of the last run" },
    etl_last_success_timestamp_seconds: {
      type: "gauge",
      ...byPipeline,
      unit: "timestamp",
      help: "End of the last run that succeeded",
    },
    etl_newest_record_timestamp_seconds: {
      type: "gauge",
      ...byPipeline,
      unit: "timestamp",
      help: "Event time of the newest record in the sink",
    },

    ...featureStoreMetrics,
    ...kafkaProducerMetrics,
    ...processMetrics,
    ...deploymentMetrics,
  },
} as const satisfies MetricCatalog;
