import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { failedRecords, failedRuns, missedRuns, retryRatio } = thresholds.etl;

const records = line(8, [
  panels.timeseries("Record failure ratio by pipeline", {
    description:
      "Share of records that the worst stage of each pipeline could not process. The thresholds are those of the alerts.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(failedRecords),
    queries: [
      panels.query(
        promql`max by (pipeline) (pipeline_stage:etl_records_failed:ratio_rate5m{${stages}})`,
        "{{pipeline}}",
      ),
    ],
  }),
  panels
    .stacked("Failed records by reason", {
      description:
        "The reasons schema and validation point to the source; lookup, timeout and sink point to the pipeline.",
      unit: units.RecordsPerSecond,
      queries: [
        panels.query(
          promql`sum by (reason) (rate(etl_records_failed_total{${stages}}[$__rate_interval]))`,
          "{{reason}}",
        ),
      ],
    })
    .links([panels.dashboardLink("Data drift", "fraud-ml")]),
  panels.timeseries("Retries per record", {
    description: "Retries after an error, for each record read. A rise often precedes failures.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(retryRatio),
    queries: [
      panels.query(
        promql`
          sum by (pipeline) (rate(etl_retries_total{${stages}}[$__rate_interval]))
          / sum by (pipeline) (rate(etl_records_read_total{${stages}}[$__rate_interval]))`,
        "{{pipeline}}",
      ),
    ],
  }),
]);

const runs = line(7, [
  panels
    .bars("Runs by result", {
      description: "Completed runs per bar. A streaming pipeline counts every micro-batch.",
      unit: units.Short,
      queries: [
        panels.query(promql`sum by (result) (increase(etl_runs_total{${pipelines}}[$__interval]))`, "{{result}}"),
      ],
    })
    .overrideByName("success", panels.fixedColor("green"))
    .overrideByName("failure", panels.fixedColor("red"))
    .overrideByName("cancelled", panels.fixedColor("yellow"))
    .span(9),
  panels
    .table("Pipelines", {
      description: "Time of the last success, schedule interval, and share of failed runs in the last hour.",
      labels: { pipeline: "Pipeline" },
      values: [
        {
          title: "Last success",
          unit: units.DateTimeFromNow,
          width: 140,
          expr: promql`1000 * max by (pipeline) (etl_last_success_timestamp_seconds{${pipelines}})`,
        },
        {
          title: "Schedule interval",
          unit: units.Seconds,
          expr: promql`max by (pipeline) (etl_schedule_interval_seconds{${pipelines}})`,
        },
        {
          title: "Missed runs",
          unit: units.Short,
          decimals: 1,
          thresholds: panels.thresholds.above(missedRuns),
          expr: promql`
          max by (pipeline) (
            (time() - etl_last_success_timestamp_seconds{${pipelines}}) / etl_schedule_interval_seconds{${pipelines}}
          )`,
        },
        {
          title: "Failed runs, 1 h",
          unit: units.PercentUnit,
          thresholds: panels.thresholds.above(failedRuns),
          expr: promql`max by (pipeline) (pipeline:etl_runs_failed:ratio_rate1h{${pipelines}})`,
        },
      ],
    })
    .span(15),
]);

export const errorRates = row("Error rates", records, runs);
