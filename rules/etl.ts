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

/** The share of the records read within the range that is lost. */
const lost = (range: string) => promql`
  (
    pipeline_stage:etl_records_unaccounted:sum
      - min_over_time(pipeline_stage:etl_records_unaccounted:sum[${range}])
  )
  / (sum by (cluster, job, pipeline, stage) (increase(etl_records_read_total{${etl}}[${range}])) > 1000)
  > ${limits.unaccountedRecords}`;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlPipelineStale", {
      ...about,
      expr: (limit) => promql`
        time() - max by (cluster, job, pipeline) (etl_last_success_timestamp_seconds{${etl}})
          > on (cluster, job, pipeline) ${limits.runSlack} + ${limit} * (pipeline:etl_schedule_interval_seconds:max > 0)`,
      severities: {
        warning: { limit: limits.missedRuns.warning, for: "5m" },
        critical: { limit: limits.missedRuns.critical, for: "5m" },
      },
      summary: "{{ $labels.pipeline }} last succeeded {{ $value | humanizeDuration }} ago",
      description: "The pipeline is late, or fails in every run. Reports, features and models use data from that time.",
      action:
        'Read the log of its last run: `{service="etl"} |= "{{ $labels.pipeline }}"` in Loki. Fix the cause and start a run manually.',
    }),

    // A stream runs again at once; a batch may be hours from its next run. A retry is waited for.
    alert("EtlRunFailed", {
      ...about,
      expr: promql`
        max by (cluster, job, pipeline) (etl_last_run_timestamp_seconds{${etl}})
          > on (cluster, job, pipeline) max by (cluster, job, pipeline) (etl_last_success_timestamp_seconds{${etl}})
        and on (cluster, job, pipeline) sum by (cluster, job, pipeline) (etl_runs_active{${etl}}) == 0
        and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max > ${limits.streamInterval}`,
      for: "10m",
      severity: "warning",
      keepFiringFor: "1h",
      summary: "The last run of {{ $labels.pipeline }} failed",
      description: "Nothing retries it. Without a successful run its data stays as old as it is until the next one.",
      action:
        'Read the log of the run (`{service="etl"} |= "{{ $labels.pipeline }}"` in Loki). Fix the cause and start a run manually.',
    }),

    // The retries of a batch belong to one run, which EtlRunFailed reports.
    alert("EtlRunsFail", {
      ...about,
      expr: promql`
        pipeline:etl_runs_failed:ratio_rate1h > ${limits.failedRuns}
        and on (cluster, job, pipeline) sum by (cluster, job, pipeline) (increase(etl_runs_total{${etl},result="failure"}[1h])) > 2
        and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${limits.streamInterval}`,
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
      keepFiringFor: "5m",
      summary: "{{ $value | humanizePercentage }} of records fail in {{ $labels.stage }} of {{ $labels.pipeline }}",
      description: "Failed records are missing downstream, so sums and models are wrong.",
      action: text`Find the most frequent reason in ${panelRef("etl", "Failed records by reason")}. The reason schema means that the source has changed.`,
    }),

    // A stage writes, skips or fails each record that it reads. Any other record is in progress, or lost: compared are times
    // at which little is in progress.
    alert("EtlRecordsLost", {
      ...about,
      expr: promql`
        (
          ${lost("6h")}
          and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${limits.streamInterval}
        )
        or
        (
          ${lost("1d")}
          and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max > ${limits.streamInterval}
          and on (cluster, job, pipeline) sum by (cluster, job, pipeline) (etl_runs_active{${etl}}) == 0
        )`,
      for: "15m",
      severity: "critical",
      summary: "{{ $value | humanizePercentage }} of what {{ $labels.stage }} of {{ $labels.pipeline }} read is lost",
      description:
        "These records were neither written, skipped nor counted as failed. No other alert shows this data loss.",
      action:
        "Stop the pipeline and extend the retention of its source. Compare the counts of a small batch. Then replay from before the loss.",
    }),
  ],
});
