// Queues, retries and dead letters between the stages of pipelines.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const limits = thresholds.etl;
const about = {
  team: "data-engineering",
  domain: "etl",
  concern: "performance",
  dashboard: rowRef("etl", "Queue depths"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlQueueFull", {
      ...about,
      concern: "resources",
      expr: promql`pipeline_stage:etl_queue_used:ratio > ${limits.queueUsed}`,
      for: "10m",
      severity: "warning",
      summary:
        "The queue before {{ $labels.stage }} of {{ $labels.pipeline }} is {{ $value | humanizePercentage }} full",
      description: "When the queue is full, the stages before it block, and the source may drop records.",
      action: text`Find out why {{ $labels.stage }} is slow in ${panelRef("etl", "Batch duration by stage, p95")}: its sink, too few workers, or a hot key.`,
    }),

    alert("EtlQueueFullSoon", {
      ...about,
      concern: "resources",
      expr: promql`
        predict_linear(pipeline_stage:etl_queue_used:ratio[30m], 3600) > 1
        and pipeline_stage:etl_queue_used:ratio offset 25m
        and pipeline_stage:etl_queue_used:ratio > 0.4`,
      for: "10m",
      severity: "warning",
      kind: "prediction",
      summary: "The queue before {{ $labels.stage }} of {{ $labels.pipeline }} is full within one hour",
      description: "More records have arrived than left for half an hour. When the queue is full, the source blocks.",
      action: "Add workers to {{ $labels.stage }}. If a replay fills the queue, slow it down.",
    }),

    alert("EtlRecordsWait", {
      ...about,
      expr: promql`
        time() - min by (cluster, job, pipeline, stage) (etl_queue_oldest_record_timestamp_seconds{${etl}})
          > on (cluster, job, pipeline) group_left ()
            (${limits.queueWait} + 1.5 * pipeline:etl_schedule_interval_seconds:max)`,
      for: "5m",
      severity: "warning",
      summary:
        "A record has waited before {{ $labels.stage }} of {{ $labels.pipeline }} for {{ $value | humanizeDuration }}",
      description: "A reader of the queue, or of one of its partitions, hangs. The queue need not be full.",
      action: "Find a worker of {{ $labels.stage }} that runs but is idle, and restart it.",
    }),

    alert("EtlRetriesOften", {
      ...about,
      expr: promql`
        sum by (cluster, job, pipeline, stage) (rate(etl_retries_total{${etl}}[5m]))
          / (pipeline_stage:etl_records_read:rate5m > 0.1) > ${limits.retryRatio}`,
      for: "15m",
      severity: "warning",
      summary:
        "{{ $labels.stage }} of {{ $labels.pipeline }} retries {{ $value | humanizePercentage }} as often as it reads a record",
      description:
        "A service that it depends on fails from time to time. Retries slow the pipeline down and add load to that service.",
      action: "Find in the pipeline's log which service times out or rejects requests, and check that service.",
    }),

    alert("EtlDeadLettersGrow", {
      ...about,
      concern: "data-quality",
      expr: promql`delta(etl_dead_letter_records{${etl}}[1h]) > ${limits.deadLettersGrowth}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanize }} records of {{ $labels.pipeline }} became dead letters within one hour",
      description: "These records are missing downstream until somebody fixes and replays them.",
      action: "Look at some of them: most have the same cause. Fix it, then replay the dead letters.",
    }),
  ],
});
