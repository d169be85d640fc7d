import { BytesPerSecondSI, PercentUnit, RecordsPerSecond, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, againstUsual, boardLink, query, stacked, stat, steps, timeseries } from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { etl } = thresholds;

const atAGlance = line(4, [
  stat("Records in", {
    description: "Records that entered the pipelines.",
    unit: RecordsPerSecond,
    queries: [query(promql`sum(pipeline:etl_records_ingested:rate5m{${pipelines}})`)],
  }),
  stat("Oldest data", {
    description: "Age of the newest record in the sink, of the pipeline that is furthest behind.",
    unit: Seconds,
    thresholds: above(etl.sinkAge),
    queries: [query(promql`max(pipeline:etl_sink_age_seconds:max{${pipelines}})`)],
  }),
  stat("Latency p95", {
    description: "Within this time 95 % of the slowest pipeline's records got from their event to the sink.",
    unit: Seconds,
    thresholds: above(etl.latency),
    queries: [query(promql`max(pipeline:etl_record_latency_seconds:p95_rate5m{${pipelines}})`)],
  }),
  stat("Failed", {
    description: "Share of the records that the worst stage could not process.",
    unit: PercentUnit,
    thresholds: above(etl.failedRecords),
    queries: [query(promql`max(pipeline_stage:etl_records_failed:ratio_rate5m{${stages}})`)],
  }).decimals(2),
  stat("Runs failed", {
    description: "Runs that ended in failure within the last hour.",
    unit: Short,
    thresholds: steps([1, "orange"]),
    queries: [query(promql`sum(increase(etl_runs_total{${pipelines},result="failure"}[1h]))`)],
  }).decimals(0),
  stat("Overdue", {
    description: "Schedule intervals since the last success, of the pipeline that is furthest behind. 1 is on time.",
    unit: Short,
    thresholds: above(etl.missedRuns),
    queries: [
      query(promql`
        max(
          (time() - etl_last_success_timestamp_seconds{${pipelines}})
          / etl_schedule_interval_seconds{${pipelines}}
        )`),
    ],
  }).decimals(1),
  stat("Queue used", {
    description: "Share of its capacity that the fullest queue holds.",
    unit: PercentUnit,
    thresholds: above(etl.queueUsed),
    queries: [query(promql`max(pipeline_stage:etl_queue_used:ratio{${stages}})`)],
  }).decimals(1),
  stat("Dead letters", {
    description: "Failed records that wait for somebody to mend or drop them.",
    unit: Short,
    thresholds: steps([1, "orange"]),
    queries: [query(promql`sum(etl_dead_letter_records{${pipelines}})`)],
  }),
]);

const flow = line(8, [
  stacked("Records in, by pipeline", {
    description: "Records that entered each pipeline.",
    unit: RecordsPerSecond,
    queries: [query(promql`sum by (pipeline) (pipeline:etl_records_ingested:rate5m{${pipelines}})`, "{{pipeline}}")],
  }).links([boardLink("The topics that they read", "kafka")]),
  againstUsual("Records in against the usual", {
    description: "Over the chosen pipelines. The band is what came in around this time a day and a week ago.",
    unit: RecordsPerSecond,
    now: promql`sum(pipeline:etl_records_ingested:rate5m{${pipelines}})`,
    least: promql`sum(pipeline:etl_records_ingested:rate5m_baseline_min{${pipelines}})`,
    most: promql`sum(pipeline:etl_records_ingested:rate5m_baseline_max{${pipelines}})`,
  }),
  timeseries("Records passed on, by stage", {
    description:
      "What each stage hands to the next. A gap between two lines is what was filtered, failed or is queued.",
    unit: RecordsPerSecond,
    queries: [
      query(promql`sum by (stage) (rate(etl_records_written_total{${stages}}[$__rate_interval]))`, "{{stage}}"),
    ],
  }),
  timeseries("Bytes in and out", {
    description: "Bytes that entered the first stage, and that the last one wrote to the sink.",
    unit: BytesPerSecondSI,
    queries: [
      query(promql`sum(rate(etl_read_bytes_total{${pipelines},stage="ingest"}[$__rate_interval]))`, "in"),
      query(promql`sum(rate(etl_written_bytes_total{${pipelines},stage="load"}[$__rate_interval]))`, "out"),
    ],
  }),
]);

export const ingestionRates = row("Data ingestion rates", atAGlance, flow);
