// Runs of pipelines, failed and lost records.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const limits = thresholds.etl;
const about = {
  team: "data-engineering",
  domain: "etl",
  concern: "data-quality",
  dashboard: rowRef("etl", "Error rates"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // Micro-batches run every few seconds. Five minutes without a run are acceptable.
    alert("EtlPipelineStale", {
      ...about,
      expr: (limit) => promql`
        time() - max by (job, pipeline) (etl_last_success_timestamp_seconds{${etl}})
          > on (job, pipeline) clamp_min(${limit} * max by (job, pipeline) (etl_schedule_interval_seconds{${etl}}), 300)`,
      severities: {
        warning: { limit: limits.missedRuns.warning, for: "5m" },
        critical: { limit: limits.missedRuns.critical, for: "5m" },
      },
      summary: "{{ $labels.pipeline }} last succeeded {{ $value | humanizeDuration }} ago",
      description: "The pipeline is late, or fails in every run. Reports, features and models use data from that time.",
      action:
        'Read the log of its last run: `{service="etl"} |= "{{ $labels.pipeline }}"` in Loki. Fix the cause and start a run manually.',
    }),

    alert("EtlRunsFail", {
      ...about,
      expr: promql`
        pipeline:etl_runs_failed:ratio_rate1h > ${limits.failedRuns}
        and on (job, pipeline) sum by (job, pipeline) (increase(etl_runs_total{${etl},result="failure"}[1h])) > 2`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of the last hour's runs of {{ $labels.pipeline }} failed",
      description: "Retried runs still deliver data, but with growing delay.",
      action:
        'Compare the logs of a failed and a successful run: `{service="etl"} |= "{{ $labels.pipeline }}"` in Loki.',
    }),

    alert("EtlRecordsFail", {
      ...about,
      expr: (limit) => promql`pipeline_stage:etl_records_failed:ratio_rate5m > ${limit}`,
      severities: {
        warning: { limit: limits.failedRecords.warning, for: "10m" },
        critical: { limit: limits.failedRecords.critical, for: "5m" },
      },
      summary: "{{ $value | humanizePercentage }} of records fail in {{ $labels.stage }} of {{ $labels.pipeline }}",
      description: "Failed records are missing downstream, so sums and models are wrong.",
      action: text`Find the most frequent reason in ${panelRef("etl", "Failed records by reason")}. The reason schema means that the source has changed.`,
    }),

    // A stage writes, skips or fails each record that it reads. Any other record is lost.
    alert("EtlRecordsLost", {
      ...about,
      expr: promql`
        (
          sum by (job, pipeline, stage) (increase(etl_records_read_total{${etl}}[1h]))
            - sum by (job, pipeline, stage) (increase(etl_records_written_total{${etl}}[1h]))
            - (
              sum by (job, pipeline, stage) (increase(etl_records_skipped_total{${etl}}[1h]))
              or 0 * pipeline_stage:etl_records_read:rate5m
            )
            - (
              sum by (job, pipeline, stage) (increase(etl_records_failed_total{${etl}}[1h]))
              or 0 * pipeline_stage:etl_records_read:rate5m
            )
        )
        / (sum by (job, pipeline, stage) (increase(etl_records_read_total{${etl}}[1h])) > 1000)
        > ${limits.unaccountedRecords}`,
      for: "15m",
      severity: "critical",
      summary:
        "{{ $value | humanizePercentage }} of what {{ $labels.stage }} of {{ $labels.pipeline }} read in one hour is lost",
      description:
        "These records were neither written, skipped nor counted as failed. No other alert shows this data loss.",
      action:
        "Stop the pipeline and extend the retention of its source. Compare the counts of a small batch. Then replay from before the loss.",
    }),
  ],
});
