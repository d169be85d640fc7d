// Do records wait too long on their way, and where?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const limits = thresholds.etl;
const about = { team: "data-engineering", domain: "etl", concern: "performance", dashboard: "etl" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlQueueFull", {
      ...about,
      concern: "resources",
      expr: (limit) => promql`pipeline_stage:etl_queue_used:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.queueUsed.warning, for: "10m" },
        critical: { limit: limits.queueUsed.critical, for: "5m" },
      },
      summary:
        "The queue before {{ $labels.stage }} of {{ $labels.pipeline }} is {{ $value | humanizePercentage }} full",
      description:
        "When it is full the stages before it stand still, up to the source, which may then drop what it has.",
      action:
        "See why {{ $labels.stage }} is slow (batch time under ETL & Data Processing): its sink, its workers or a hot key.",
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
      summary: "The queue before {{ $labels.stage }} of {{ $labels.pipeline }} is full within the hour",
      description: "More comes in than goes out, and has for half an hour. The source will be held up next.",
      action: "Add workers to {{ $labels.stage }} now, or slow a replay down if that is what fills it.",
    }),

    alert("EtlRecordsWait", {
      ...about,
      expr: promql`
        time() - min by (job, pipeline, stage) (etl_queue_oldest_record_timestamp_seconds{${etl}}) > ${limits.queueWait}`,
      for: "5m",
      severity: "warning",
      summary:
        "A record waits before {{ $labels.stage }} of {{ $labels.pipeline }} for {{ $value | humanizeDuration }}",
      description: "The queue need not be full for that: its reader hangs, or one partition of it does.",
      action: "Look for a worker of {{ $labels.stage }} that is alive and idle, and restart it.",
    }),

    alert("EtlRetriesOften", {
      ...about,
      expr: promql`
        sum by (job, pipeline, stage) (rate(etl_retries_total{${etl}}[5m]))
          / (pipeline_stage:etl_records_read:rate5m > 0.1) > ${limits.retryRatio}`,
      for: "15m",
      severity: "warning",
      summary:
        "{{ $labels.stage }} of {{ $labels.pipeline }} retries {{ $value | humanizePercentage }} as often as it reads a record",
      description:
        "What it depends on fails now and then. It still gets through, slowly, and loads the failing side further.",
      action: "Find in the pipeline's log what times out or refuses, and look at that service.",
    }),

    alert("EtlDeadLettersGrow", {
      ...about,
      concern: "data-quality",
      expr: promql`delta(etl_dead_letter_records{${etl}}[1h]) > ${limits.deadLettersGrowth}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanize }} records of {{ $labels.pipeline }} were set aside within an hour",
      description: "They are missing downstream until somebody mends and replays them.",
      action: "Look at a few of them: most have one cause. Mend it, then replay the dead letters.",
    }),
  ],
});
