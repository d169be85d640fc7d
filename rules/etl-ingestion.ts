// Does as much data arrive as usual, and in the shape that was agreed?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };
const limits = thresholds.etl;
const about = { team: "data-engineering", domain: "etl", concern: "data-quality", dashboard: "etl" } as const;

const intake = (ratio: number) => promql`
  pipeline:etl_records_ingested:rate5m < ${ratio} * pipeline:etl_records_ingested:rate5m_baseline_min
  and pipeline:etl_records_ingested:rate5m_baseline_min > 1`;

const belowUsual = {
  ...about,
  concern: "performance",
  kind: "anomaly",
  for: "15m",
  summary: "{{ $labels.pipeline }} takes in {{ $value | humanize }} records per second, far fewer than usual",
  description: "Fewer than at this time yesterday and a week ago: its source has stopped, or the way to it is cut.",
  action: "Check the source: lag and rate of its topic under Kafka & Streaming, or the endpoint that it reads from.",
} as const;

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
      examples: {
        fires: [
          { series: records({ read: "0+3000x30", failed: "0+18x30", reason: "schema" }), at: "12m", labels },
          {
            name: "used just enough",
            series: records({ read: "0+3.4x30", failed: "0+0.1x30", reason: "schema" }),
            at: "12m",
          },
        ],
        quiet: [
          { name: "a few", series: records({ read: "0+3000x30", failed: "0+12x30", reason: "schema" }), at: "20m" },
          { name: "for another reason", series: records({ read: "0+3000x30", failed: "0+18x30" }), at: "20m" },
          {
            name: "hardly used",
            series: records({ read: "0+2.7x30", failed: "0+0.1x30", reason: "schema" }),
            at: "20m",
          },
        ],
      },
    }),

    alert("EtlIngestionBelowUsual", {
      ...belowUsual,
      expr: intake(limits.ingestionDrop),
      severity: "warning",
      examples: {
        fires: [{ series: ingested({ now: "0.7x30", usual: "1.5x30", bound: "min" }), at: "17m", labels }],
        quiet: [
          { name: "half", series: ingested({ now: "5x30", usual: "10x30", bound: "min" }), at: "20m" },
          { name: "never much", series: ingested({ now: "0.1x30", usual: "1x30", bound: "min" }), at: "20m" },
          {
            name: "no past",
            series: { [`pipeline:etl_records_ingested:rate5m{${etl},pipeline="orders"}`]: "0x30" },
            at: "20m",
          },
        ],
      },
    }),
    alert("EtlIngestionBelowUsual", {
      ...belowUsual,
      expr: intake(0.05),
      severity: "critical",
      examples: {
        fires: [{ series: ingested({ now: "0.07x30", usual: "1.5x30", bound: "min" }), at: "17m", labels }],
        quiet: [
          { name: "a trickle", series: ingested({ now: "0.6x30", usual: "10x30", bound: "min" }), at: "20m" },
          { name: "never much", series: ingested({ now: "0x30", usual: "1x30", bound: "min" }), at: "20m" },
        ],
      },
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
      examples: {
        fires: [{ series: ingested({ now: "12x60", usual: "4.5x60", bound: "max" }), at: "35m", labels }],
        quiet: [
          { name: "twice as much", series: ingested({ now: "22x60", usual: "11x60", bound: "max" }), at: "40m" },
          { name: "still little", series: ingested({ now: "9x60", usual: "1x60", bound: "max" }), at: "40m" },
        ],
      },
    }),
  ],
});

/** What each of two workers reads, and what fails of it. */
function records({ read, failed, reason = "validation" }: { read: string; failed: string; reason?: string }) {
  const worker = (labels: string) => ({
    [`etl_records_read_total{${labels},stage="validate"}`]: read,
    [`etl_records_failed_total{${labels},stage="validate",reason="${reason}"}`]: failed,
  });
  return { ...worker(orders), ...worker(others) };
}

function ingested({ now, usual, bound }: { now: string; usual: string; bound: "min" | "max" }) {
  const series = "pipeline:etl_records_ingested:rate5m";
  const pipeline = `{${etl},pipeline="orders"}`;
  return { [`${series}${pipeline}`]: now, [`${series}_baseline_${bound}${pipeline}`]: usual };
}
