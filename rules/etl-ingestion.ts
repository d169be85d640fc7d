// Does as much data arrive as usual, and in the shape that was agreed?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const limits = thresholds.etl;
const about = { team: "data-engineering", domain: "etl", concern: "data-quality", dashboard: "etl" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlSchemaBroken", {
      ...about,
      expr: promql`
        sum by (job, pipeline, stage) (rate(etl_records_failed_total{${etl},reason="schema"}[5m]))
          / (pipeline_stage:etl_records_read:rate5m > 0.1) > ${limits.schemaErrors}`,
      for: "5m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of records that enter {{ $labels.stage }} of {{ $labels.pipeline }} have a wrong schema",
      description:
        "A producer has changed what it sends without telling: its records do not arrive until one side gives way.",
      action:
        "Look at a record among the dead letters, find the producer's last release, and roll it back or widen the schema.",
    }),

    alert("EtlIngestionBelowUsual", {
      ...about,
      concern: "performance",
      kind: "anomaly",
      expr: (limit) => promql`
        pipeline:etl_records_ingested:rate5m < ${limit} * pipeline:etl_records_ingested:rate5m_baseline_min
        and pipeline:etl_records_ingested:rate5m_baseline_min > 1`,
      severities: {
        warning: { limit: limits.ingestionDrop, for: "15m" },
        critical: { limit: 0.05, for: "15m" },
      },
      summary: "{{ $labels.pipeline }} takes in {{ $value | humanize }} records per second, far fewer than usual",
      description: "Fewer than at this time yesterday and a week ago: its source has stopped, or the way to it is cut.",
      action:
        "Check the source: lag and rate of its topic under Kafka & Streaming, or the endpoint that it reads from.",
    }),

    alert("EtlIngestionAboveUsual", {
      ...about,
      concern: "performance",
      expr: promql`
        pipeline:etl_records_ingested:rate5m
          > ${limits.ingestionSurge} * pipeline:etl_records_ingested:rate5m_baseline_max
        and pipeline:etl_records_ingested:rate5m > 10`,
      for: "30m",
      severity: "info",
      kind: "anomaly",
      summary: "{{ $labels.pipeline }} takes in {{ $value | humanize }} records per second, far more than usual",
      description: "A campaign, a replay or duplicates. Queues and sinks were planned for less.",
      action: "Ask the source's team; if records repeat, look at duplicates under data quality, else watch the queues.",
    }),
  ],
});
