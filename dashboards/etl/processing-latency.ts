import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { latency, sinkAge } = thresholds.etl;

const endToEnd = line(8, [
  panels.timeseries("End-to-end latency, p95", {
    description: "95 % of each pipeline's records reach the sink within this time after their event.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(latency),
    queries: [
      panels.query(
        promql`max by (pipeline) (pipeline:etl_record_latency_seconds:p95_rate5m{${pipelines}})`,
        "{{pipeline}}",
      ),
    ],
  }),
  panels.heatmap("End-to-end latency distribution", {
    description: "Latency of all records. Two bands mean that some records take a different path.",
    unit: units.Seconds,
    queries: [
      panels.buckets(promql`sum by (le) (rate(etl_record_latency_seconds_bucket{${pipelines}}[$__rate_interval]))`),
    ],
  }),
  panels.timeseries("Data age by pipeline", {
    description: "Age of the newest record in the sink.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(sinkAge),
    queries: [
      panels.query(promql`max by (pipeline) (pipeline:etl_sink_age_seconds:max{${pipelines}})`, "{{pipeline}}"),
    ],
  }),
]);

const byPart = line(8, [
  panels.timeseries("Batch duration by stage, p95", {
    description: "Shows which stage takes most of the time.",
    unit: units.Seconds,
    queries: [
      panels.query(
        promql`
          histogram_quantile(0.95,
            sum by (stage, le) (rate(etl_batch_duration_seconds_bucket{${stages}}[$__rate_interval]))
          )`,
        "{{stage}}",
      ),
    ],
  }),
  panels.timeseries("Duration of successful runs by pipeline", {
    description: "Average duration of the runs that succeeded in the last hour.",
    unit: units.Seconds,
    queries: [
      panels.query(
        promql`
          sum by (pipeline) (rate(etl_run_duration_seconds_sum{${pipelines},result="success"}[1h]))
          / sum by (pipeline) (rate(etl_run_duration_seconds_count{${pipelines},result="success"}[1h]))`,
        "{{pipeline}}",
      ),
    ],
  }),
]);

export const processingLatency = row("Processing latency", endToEnd, byPart);
