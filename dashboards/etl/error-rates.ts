import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { failedRecords, failedRuns, missedRuns, retryRatio } = thresholds.etl;

const records = line(8, [
  panels.timeseries("Records failed, by pipeline", {
    description:
      "Share of the records that each pipeline's worst stage could not process. The limits are those of the alerts.",
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
    .stacked("Records failed, by reason", {
      description: "What went wrong: schema and validation point at the source, lookup, timeout and sink at us.",
      unit: units.RecordsPerSecond,
      queries: [
        panels.query(
          promql`sum by (reason) (rate(etl_records_failed_total{${stages}}[$__rate_interval]))`,
          "{{reason}}",
        ),
      ],
    })
    .links([panels.dashboardLink("Which data cannot be trusted", "fraud-ml")]),
  panels.timeseries("Retries per record", {
    description: "Attempts repeated after an error, for each record read. Rising retries come before failures.",
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
    .bars("Runs, by result", {
      description: "Runs that ended, for each bar; a streaming pipeline counts every micro-batch.",
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
      description:
        "When each pipeline last succeeded, what its schedule promises, and how many of its last runs failed.",
      labels: { pipeline: "Pipeline" },
      values: [
        {
          title: "Last success",
          unit: units.DateTimeFromNow,
          width: 140,
          expr: promql`1000 * max by (pipeline) (etl_last_success_timestamp_seconds{${pipelines}})`,
        },
        {
          title: "Scheduled every",
          unit: units.Seconds,
          expr: promql`max by (pipeline) (etl_schedule_interval_seconds{${pipelines}})`,
        },
        {
          title: "Schedules missed",
          unit: units.Short,
          decimals: 1,
          thresholds: panels.thresholds.above(missedRuns),
          expr: promql`
          max by (pipeline) (
            (time() - etl_last_success_timestamp_seconds{${pipelines}}) / etl_schedule_interval_seconds{${pipelines}}
          )`,
        },
        {
          title: "Runs failed, 1 h",
          unit: units.PercentUnit,
          thresholds: panels.thresholds.above(failedRuns),
          expr: promql`max by (pipeline) (pipeline:etl_runs_failed:ratio_rate1h{${pipelines}})`,
        },
      ],
    })
    .span(15),
]);

export const errorRates = row("Error rates", records, runs);
