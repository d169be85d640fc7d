import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { etl } = thresholds;

const atAGlance = line(4, [
  panels.stat("Records in", {
    description: "Records that entered the pipelines.",
    unit: units.RecordsPerSecond,
    queries: [panels.query(promql`sum(pipeline:etl_records_ingested:rate5m{${pipelines}})`)],
  }),
  panels.stat("Oldest data", {
    description: "Age of the newest record in the sink, of the pipeline that is furthest behind.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(etl.sinkAge),
    queries: [panels.query(promql`max(pipeline:etl_sink_age_seconds:max{${pipelines}})`)],
  }),
  panels.stat("Latency p95", {
    description: "Within this time 95 % of the slowest pipeline's records got from their event to the sink.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(etl.latency),
    queries: [panels.query(promql`max(pipeline:etl_record_latency_seconds:p95_rate5m{${pipelines}})`)],
  }),
  panels
    .stat("Failed", {
      description: "Share of the records that the worst stage could not process.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(etl.failedRecords),
      queries: [panels.query(promql`max(pipeline_stage:etl_records_failed:ratio_rate5m{${stages}})`)],
    })
    .decimals(2),
  panels
    .stat("Runs failed", {
      description: "Runs that ended in failure within the last hour.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "orange"]),
      queries: [panels.query(promql`sum(increase(etl_runs_total{${pipelines},result="failure"}[1h]))`)],
    })
    .decimals(0),
  panels
    .stat("Overdue", {
      description: "Schedule intervals since the last success, of the pipeline that is furthest behind. 1 is on time.",
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
      description: "Share of its capacity that the fullest queue holds.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(etl.queueUsed),
      queries: [panels.query(promql`max(pipeline_stage:etl_queue_used:ratio{${stages}})`)],
    })
    .decimals(1),
  panels.stat("Dead letters", {
    description: "Failed records that wait for somebody to mend or drop them.",
    unit: units.Short,
    thresholds: panels.thresholds.steps([1, "orange"]),
    queries: [panels.query(promql`sum(etl_dead_letter_records{${pipelines}})`)],
  }),
]);

const flow = line(8, [
  panels
    .stacked("Records in, by pipeline", {
      description: "Records that entered each pipeline.",
      unit: units.RecordsPerSecond,
      queries: [
        panels.query(promql`sum by (pipeline) (pipeline:etl_records_ingested:rate5m{${pipelines}})`, "{{pipeline}}"),
      ],
    })
    .links([panels.dashboardLink("The topics that they read", "kafka")]),
  panels.withBaselineBand("Records in against the usual", {
    description: "Over the chosen pipelines. The band is what came in around this time a day and a week ago.",
    unit: units.RecordsPerSecond,
    now: promql`sum(pipeline:etl_records_ingested:rate5m{${pipelines}})`,
    least: promql`sum(pipeline:etl_records_ingested:rate5m_baseline_min{${pipelines}})`,
    most: promql`sum(pipeline:etl_records_ingested:rate5m_baseline_max{${pipelines}})`,
  }),
  panels.timeseries("Records passed on, by stage", {
    description:
      "What each stage hands to the next. A gap between two lines is what was filtered, failed or is queued.",
    unit: units.RecordsPerSecond,
    queries: [
      panels.query(promql`sum by (stage) (rate(etl_records_written_total{${stages}}[$__rate_interval]))`, "{{stage}}"),
    ],
  }),
  panels.timeseries("Bytes in and out", {
    description: "Bytes that entered the first stage, and that the last one wrote to the sink.",
    unit: units.BytesPerSecondSI,
    queries: [
      panels.query(promql`sum(rate(etl_read_bytes_total{${pipelines},stage="ingest"}[$__rate_interval]))`, "in"),
      panels.query(promql`sum(rate(etl_written_bytes_total{${pipelines},stage="load"}[$__rate_interval]))`, "out"),
    ],
  }),
]);

export const ingestionRates = row("Data ingestion rates", atAGlance, flow);
