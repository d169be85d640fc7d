// Volume and schema of ingested records.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const limits = thresholds.etl;
const about = {
  team: "data-engineering",
  domain: "etl",
  concern: "data-quality",
  dashboard: rowRef("etl", "Data ingestion rates"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlSchemaBroken", {
      ...about,
      expr: promql`
        sum by (cluster, job, pipeline, stage) (rate(etl_records_failed_total{${etl},reason="schema"}[5m]))
          / (pipeline_stage:etl_records_read:rate5m > 0.1) > ${limits.schemaErrors}`,
      for: "5m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of records that enter {{ $labels.stage }} of {{ $labels.pipeline }} have a wrong schema",
      description:
        "A producer has changed its records. They are not processed until the producer or the schema is changed.",
      action:
        "Look at one of the dead-letter records and find the producer's last release. Roll it back, or extend the schema.",
    }),

    alert("EtlIngestionBelowUsual", {
      ...about,
      concern: "performance",
      kind: "anomaly",
      expr: promql`
        pipeline:etl_records_ingested:rate5m < ${limits.ingestionDrop} * pipeline:etl_records_ingested:rate5m_baseline_min
        and pipeline:etl_records_ingested:rate5m_baseline_min > 1
        and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${limits.streamInterval}`,
      for: "15m",
      severity: "warning",
      keepFiringFor: "10m",
      summary: "{{ $labels.pipeline }} ingests {{ $value | humanize }} records per second, far fewer than usual",
      description:
        "There are fewer records than at this time in the last weeks. The source has stopped, or the connection to it is broken.",
      action: text`Check the source: ${panelRef("kafka", "Messages in by topic")}, or the endpoint that the pipeline reads from.`,
    }),

    // At the usual rate, 20 records or more would have arrived: chance alone does not do this in a lifetime. The baseline
    // is a mean of the hour around, so at the beginning and the end of an empty night it is too high: it must have been
    // usual for the whole time.
    alert("EtlIngestionStopped", {
      ...about,
      concern: "performance",
      expr: promql`
        sum by (cluster, job, pipeline) (increase(etl_records_read_total{${etl},stage="ingest"}[30m])) == 0
        and on (cluster, job, pipeline) 1800 * pipeline:etl_records_ingested:rate5m_baseline_min > 20
        and on (cluster, job, pipeline) 1800 * pipeline:etl_records_ingested:rate5m_baseline_min offset 30m > 20
        and on (cluster, job, pipeline) pipeline:etl_schedule_interval_seconds:max <= ${limits.streamInterval}`,
      for: "5m",
      severity: "critical",
      summary: "{{ $labels.pipeline }} ingests nothing",
      description: "No record has arrived for 30 minutes, at a time at which records always arrive.",
      action: text`Check the source: ${panelRef("kafka", "Messages in by topic")}, or the endpoint that the pipeline reads from.`,
    }),
  ],
});
