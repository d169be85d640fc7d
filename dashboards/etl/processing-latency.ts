import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { pipelines, stages } from "./selectors.ts";

const { latency, sinkAge } = thresholds.etl;

const endToEnd = line(8, [
  panels.timeseries("Event to sink, 95th percentile", {
    description: "Within this time 95 % of each pipeline's records got from their event to the sink.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(latency),
    queries: [
      panels.query(
        promql`max by (pipeline) (pipeline:etl_record_latency_seconds:p95_rate5m{${pipelines}})`,
        "{{pipeline}}",
      ),
    ],
  }),
  panels.heatmap("Event to sink, all records", {
    description: "How the records' latencies are distributed; two bands mean that some take another way.",
    unit: units.Seconds,
    queries: [
      panels.buckets(promql`sum by (le) (rate(etl_record_latency_seconds_bucket{${pipelines}}[$__rate_interval]))`),
    ],
  }),
  panels.timeseries("Age of the newest record in the sink", {
    description: "How old the data is that its users see.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(sinkAge),
    queries: [
      panels.query(promql`max by (pipeline) (pipeline:etl_sink_age_seconds:max{${pipelines}})`, "{{pipeline}}"),
    ],
  }),
]);

const byPart = line(8, [
  panels.timeseries("Time of a batch, 95th percentile, by stage", {
    description: "Which stage the time is spent in.",
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
  panels.timeseries("Time of a successful run, by pipeline", {
    description: "Average time of the runs that succeeded within the last hour.",
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
