import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages, streamPipelines } from "./selectors.ts";

const { etl } = thresholds;

const atAGlance = line(4, [
  panels.stat("Records in", {
    description: "Records that enter the pipelines.",
    unit: units.RecordsPerSecond,
    queries: [panels.query(promql`sum(pipeline:etl_records_ingested:rate5m{${pipelines}})`)],
  }),
  // The data of a batch is as old as its last run, which "Missed runs" shows.
  panels
    .stat("Data age", {
      description:
        "Age of the newest record in the sink, for the pipeline that is furthest behind. Batches are left out.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(etl.sinkAge),
      queries: [panels.query(promql`max(pipeline:etl_sink_age_seconds:max{${pipelines}} and ${streamPipelines})`)],
    })
    .noValue("batches"),
  panels
    .stat("Latency, p95", {
      description:
        "95 % of records reach the sink within this time after their event, in the slowest pipeline. Batches are left out.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(etl.latency),
      queries: [
        panels.query(promql`max(pipeline:etl_record_latency_seconds:p95_rate5m{${pipelines}} and ${streamPipelines})`),
      ],
    })
    .noValue("batches"),
  panels
    .stat("Error rate", {
      description: "Share of records that the worst stage could not process.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(etl.failedRecords),
      queries: [panels.query(promql`max(pipeline_stage:etl_records_failed:ratio_rate5m{${stages}})`)],
    })
    .decimals(2),
  panels
    .stat("Failed runs", {
      description: "Runs that failed in the last hour.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "orange"]),
      queries: [panels.query(promql`sum(increase(etl_runs_total{${pipelines},result="failure"}[1h]))`)],
    })
    .decimals(0),
  panels
    .stat("Missed runs", {
      description:
        "Schedule intervals since the last success, for the pipeline that is furthest behind. Up to 1 is on time.",
      unit: units.Short,
      thresholds: panels.thresholds.above(etl.missedRuns),
      queries: [
        panels.query(promql`
        max(
          (time() - etl_last_success_timestamp_seconds{${pipelines}})
          / etl_schedule_interval_seconds{${pipelines}}
        )`),
      ],
    })
    .decimals(1),
  panels
    .stat("Queue used", {
      description: "Usage of the fullest queue, as a share of its capacity.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(etl.queueUsed),
      queries: [panels.query(promql`max(pipeline_stage:etl_queue_used:ratio{${stages}})`)],
    })
    .decimals(1),
  panels.stat("Dead letters", {
    description: "Failed records that wait to be fixed or dropped.",
    unit: units.Short,
    thresholds: panels.thresholds.steps([1, "orange"]),
    queries: [panels.query(promql`sum(etl_dead_letter_records{${pipelines}})`)],
  }),
]);

const flow = line(8, [
  panels
    .stacked("Records ingested by pipeline", {
      description: "Records that enter each pipeline.",
      unit: units.RecordsPerSecond,
      queries: [
        panels.query(promql`sum by (pipeline) (pipeline:etl_records_ingested:rate5m{${pipelines}})`, "{{pipeline}}"),
      ],
    })
    .links([panels.dashboardLink("Kafka topics", "kafka")]),
  panels.withBaselineBand("Records ingested vs. baseline", {
    description: "Total of the selected pipelines. The band shows the values around this time a day and a week ago.",
    unit: units.RecordsPerSecond,
    now: promql`sum(pipeline:etl_records_ingested:rate5m{${pipelines}})`,
    least: promql`sum(pipeline:etl_records_ingested:rate5m_baseline_min{${pipelines}})`,
    most: promql`sum(pipeline:etl_records_ingested:rate5m_baseline_max{${pipelines}})`,
  }),
  panels.timeseries("Records written by stage", {
    description:
      "Records that each stage passes to the next. The difference between two stages was filtered, failed or is queued.",
    unit: units.RecordsPerSecond,
    queries: [
      panels.query(promql`sum by (stage) (rate(etl_records_written_total{${stages}}[$__rate_interval]))`, "{{stage}}"),
    ],
  }),
  panels.timeseries("Bytes read and written", {
    description: "Bytes that the first stage reads, and that the last stage writes to the sink.",
    unit: units.BytesPerSecondSI,
    queries: [
      panels.query(promql`sum(rate(etl_read_bytes_total{${pipelines},stage="ingest"}[$__rate_interval]))`, "read"),
      panels.query(promql`sum(rate(etl_written_bytes_total{${pipelines},stage="load"}[$__rate_interval]))`, "written"),
    ],
  }),
]);

export const ingestionRates = row("Data ingestion rates", atAGlance, flow);
