// Latency of pipelines, and age of the data in their sinks.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const limits = thresholds.etl;
const about = {
  team: "data-engineering",
  domain: "etl",
  concern: "performance",
  dashboard: rowRef("etl", "Processing latency"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlLatencyHigh", {
      ...about,
      expr: promql`
        pipeline:etl_record_latency_seconds:p95_rate5m > ${limits.latency}
        and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${limits.streamInterval}`,
      for: "10m",
      severity: "warning",
      summary: "Records of {{ $labels.pipeline }} need {{ $value | humanizeDuration }} to the sink (p95)",
      description: "Dashboards and fraud features use outdated data.",
      action: text`Find the first stage whose queue grows in ${panelRef("etl", "Queued records")}, and add workers to it.`,
    }),

    // Where the pipeline reads nothing, there may be nothing new. The data of a batch is as old as its last run, which
    // EtlPipelineStale watches.
    alert("EtlSinkStale", {
      ...about,
      concern: "data-quality",
      expr: promql`
        pipeline:etl_sink_age_seconds:max
          > on (cluster, job, pipeline) ${limits.sinkAge} + pipeline:etl_schedule_interval_seconds:max
        and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${limits.streamInterval}
        and on (cluster, job, pipeline)
          sum by (cluster, job, pipeline) (increase(etl_records_read_total{${etl},stage="ingest"}[15m])) > 0`,
      for: "10m",
      severity: "warning",
      summary: "The newest record of {{ $labels.pipeline }} in the sink is {{ $value | humanizeDuration }} old",
      description: "No new data arrives, even if the runs succeed. Readers of the sink get no error.",
      action: "Check that the source still produces. Then follow a record through the stages in the pipeline's log.",
    }),

    alert("EtlRunsOverrun", {
      ...about,
      concern: "resources",
      expr: promql`
        sum by (cluster, job, pipeline) (rate(etl_run_duration_seconds_sum{${etl}}[1h]))
          / sum by (cluster, job, pipeline) (rate(etl_run_duration_seconds_count{${etl}}[1h]))
          > on (cluster, job, pipeline) (pipeline:etl_schedule_interval_seconds:max > 0)`,
      for: "30m",
      severity: "warning",
      summary:
        "A run of {{ $labels.pipeline }} takes {{ $value | humanizeDuration }}, longer than its schedule interval",
      description: "Each run starts later than the one before, so the data gets older every day.",
      action: "Add workers to the pipeline, split its input, or use a longer schedule interval.",
    }),
  ],
});
