// Do records wait too long on their way, and where?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };
const limits = thresholds.etl;
const about = { team: "data-engineering", domain: "etl", concern: "performance", dashboard: "etl" } as const;

const queue = {
  ...about,
  concern: "resources",
  summary: "The queue before {{ $labels.stage }} of {{ $labels.pipeline }} is {{ $value | humanizePercentage }} full",
  description: "When it is full the stages before it stand still, up to the source, which may then drop what it has.",
  action:
    "See why {{ $labels.stage }} is slow (batch time under ETL & Data Processing): its sink, its workers or a hot key.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlQueueFull", {
      ...queue,
      expr: promql`pipeline_stage:etl_queue_used:ratio > ${limits.queueUsed.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: queued("81x20"), at: "12m", labels: { ...labels, stage: "load" }, message: "81% full" }],
        quiet: [
          { name: "below", series: queued("80x20"), at: "15m" },
          { name: "a peak", series: queued("90x8 10x20"), at: "12m" },
        ],
      },
    }),
    alert("EtlQueueFull", {
      ...queue,
      expr: promql`pipeline_stage:etl_queue_used:ratio > ${limits.queueUsed.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: queued("96x20"), at: "7m", labels }],
        quiet: [{ name: "not yet critical", series: queued("95x20"), at: "15m" }],
      },
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
      examples: {
        fires: [{ series: queued("10+1.2x60"), at: "52m", labels }],
        quiet: [
          { name: "grows from little", series: queued("0+1x38"), at: "38m" },
          { name: "much and steady", series: queued("70x100"), at: "55m" },
          { name: "a burst", series: queued("0x10 40+2x12 64x40"), at: "22m" },
        ],
      },
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
      examples: {
        fires: [{ series: oldest("0x40"), at: "21m", labels: { stage: "load" } }],
        quiet: [
          { name: "moves on", series: oldest("0+60x40"), at: "30m" },
          { name: "a quarter of an hour", series: oldest("0x10 900x40"), at: "19m" },
          { name: "taken at last", series: oldest("0x25 1560+60x20"), at: "30m" },
        ],
      },
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
      examples: {
        fires: [
          { series: retries({ read: "0+300x40", retried: "0+36x40" }), at: "22m", labels },
          { name: "used just enough", series: retries({ read: "0+3.4x40", retried: "0+0.5x40" }), at: "22m", labels },
        ],
        quiet: [
          { name: "now and then", series: retries({ read: "0+300x40", retried: "0+24x40" }), at: "30m" },
          { name: "hardly used", series: retries({ read: "0+2.7x40", retried: "0+2.7x40" }), at: "30m" },
        ],
      },
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
      examples: {
        fires: [{ series: { [`etl_dead_letter_records{${orders}}`]: "20+4x80" }, at: "1h15m", labels }],
        quiet: [
          { name: "a few", series: { [`etl_dead_letter_records{${orders}}`]: "20+1x80" }, at: "1h15m" },
          { name: "many for long", series: { [`etl_dead_letter_records{${orders}}`]: "900x80" }, at: "1h15m" },
        ],
      },
    }),
  ],
});

/** Before a stage whose queue holds 100 records. */
function queued(records: string) {
  const stage = `{${orders},stage="load"}`;
  return { [`etl_queue_records${stage}`]: records, [`etl_queue_capacity_records${stage}`]: "100x100" };
}

/** Of one worker; the queue of the other one moves on. */
function oldest(timestamp: string) {
  return {
    [`etl_queue_oldest_record_timestamp_seconds{${orders},stage="load"}`]: timestamp,
    [`etl_queue_oldest_record_timestamp_seconds{${others},stage="load"}`]: "0+60x40",
  };
}

/** What each of two workers reads, and how often it retries. */
function retries({ read, retried }: { read: string; retried: string }) {
  const worker = (labels: string) => ({
    [`etl_records_read_total{${labels},stage="load"}`]: read,
    [`etl_retries_total{${labels},stage="load"}`]: retried,
  });
  return { ...worker(orders), ...worker(others) };
}
