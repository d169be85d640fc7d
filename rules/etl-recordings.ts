// Throughput, failures, queues and latency of pipelines, for alerts and panels.
import { baseline, defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const etl = job("etl");

export default defineRules({
  interval: "30s",
  rules: [
    // Zero where a pipeline reads without a schedule.
    record(
      "pipeline:etl_schedule_interval_seconds:max",
      promql`max by (cluster, job, pipeline) (etl_schedule_interval_seconds{${etl}})`,
      "Time between two runs that the schedule promises",
    ),
    record(
      "pipeline:etl_records_ingested:rate5m",
      promql`sum by (cluster, job, pipeline) (rate(etl_records_read_total{${etl},stage="ingest"}[5m]))`,
      "Records that enter the pipeline per second",
    ),
    ...baseline("pipeline:etl_records_ingested:rate5m", "records per second"),
    record(
      "pipeline_stage:etl_records_read:rate5m",
      promql`sum by (cluster, job, pipeline, stage) (rate(etl_records_read_total{${etl}}[5m]))`,
      "Records that enter the stage per second",
    ),
    record(
      "pipeline_stage:etl_records_failed:rate5m",
      promql`sum by (cluster, job, pipeline, stage) (rate(etl_records_failed_total{${etl}}[5m]))`,
      "Records that the stage could not process, per second",
    ),
    record(
      "pipeline_stage:etl_records_failed:ratio_rate5m",
      promql`pipeline_stage:etl_records_failed:rate5m / (pipeline_stage:etl_records_read:rate5m > 0.1)`,
      "Share of records that the stage could not process, where it reads more than one in 10 seconds",
    ),
    record(
      "pipeline_stage:etl_queue_used:ratio",
      promql`
        max by (cluster, job, pipeline, stage) (
          etl_queue_records{${etl}} / (etl_queue_capacity_records{${etl}} > 0)
        )`,
      "Share of the queue before the stage in use",
    ),
    record(
      "pipeline:etl_record_latency_seconds:p95_rate5m",
      promql`
        histogram_quantile(
          0.95,
          sum by (cluster, job, pipeline, le) (rate(etl_record_latency_seconds_bucket{${etl}}[5m]))
        )`,
      "Time from event to sink, 95th percentile",
    ),
    record(
      "pipeline:etl_runs_failed:ratio_rate1h",
      promql`
        sum by (cluster, job, pipeline) (rate(etl_runs_total{${etl},result="failure"}[1h]))
          / (sum by (cluster, job, pipeline) (rate(etl_runs_total{${etl},result!="cancelled"}[1h])) > 0)`,
      "Share of an hour's runs that failed, without cancelled ones",
    ),
    // Records in progress are among them: only a level that remains after the runs means a loss.
    record(
      "pipeline_stage:etl_records_unaccounted:sum",
      promql`
        sum by (cluster, job, pipeline, stage) (etl_records_read_total{${etl}})
          - sum by (cluster, job, pipeline, stage) (etl_records_written_total{${etl}})
          - (
            sum by (cluster, job, pipeline, stage) (etl_records_skipped_total{${etl}})
            or 0 * sum by (cluster, job, pipeline, stage) (etl_records_read_total{${etl}})
          )
          - (
            sum by (cluster, job, pipeline, stage) (etl_records_failed_total{${etl}})
            or 0 * sum by (cluster, job, pipeline, stage) (etl_records_read_total{${etl}})
          )`,
      "Records that the stage read and has neither written, skipped nor counted as failed",
    ),
    record(
      "pipeline:etl_sink_age_seconds:max",
      promql`time() - max by (cluster, job, pipeline) (etl_newest_record_timestamp_seconds{${etl}})`,
      "Age of the newest event in the sink",
    ),
  ],
});
