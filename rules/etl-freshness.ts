// Is what pipelines deliver fresh?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };
const limits = thresholds.etl;
const about = { team: "data-engineering", domain: "etl", concern: "performance", dashboard: "etl" } as const;

const late = {
  ...about,
  summary: "Records of {{ $labels.pipeline }} need {{ $value | humanizeDuration }} to the sink (p95)",
  description: "What is read there is that old: dashboards lag and fraud is judged by yesterday's features.",
  action:
    "Under ETL & Data Processing, row Queue depths, find the stage before which records wait, and give it workers.",
} as const;

const old = {
  ...about,
  concern: "data-quality",
  summary: "The newest record of {{ $labels.pipeline }} in the sink is {{ $value | humanizeDuration }} old",
  description: "Runs may succeed all the same: nothing new comes through, and whoever reads the sink is not told.",
  action: "Check that the source still produces, then follow a record through the stages in the pipeline's log.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("EtlLatencyHigh", {
      ...late,
      expr: promql`pipeline:etl_record_latency_seconds:p95_rate5m > ${limits.latency.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: latency({ under300: "0+94.5x30", under900: "0+100x30" }), at: "17m", labels }],
        quiet: [{ name: "in time", series: latency({ under300: "0+100x30", under900: "0+100x30" }), at: "25m" }],
      },
    }),
    alert("EtlLatencyHigh", {
      ...late,
      expr: promql`pipeline:etl_record_latency_seconds:p95_rate5m > ${limits.latency.critical}`,
      for: "10m",
      severity: "critical",
      examples: {
        fires: [{ series: latency({ under300: "0+80x30", under900: "0+91.5x30" }), at: "17m", labels }],
        quiet: [{ name: "not yet critical", series: latency({ under300: "0+80x30", under900: "0+93x30" }), at: "25m" }],
      },
    }),

    alert("EtlLatencyAboveUsual", {
      ...about,
      expr: promql`
        pipeline:etl_record_latency_seconds:p95_rate5m > 4 * pipeline:etl_record_latency_seconds:p95_rate5m_baseline_max
        and pipeline:etl_record_latency_seconds:p95_rate5m > 30`,
      for: "20m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "Records of {{ $labels.pipeline }} need {{ $value | humanizeDuration }} to the sink, over four times the usual",
      description: "Not yet too long, but something has changed since yesterday and last week.",
      action: "Look for a release of the pipeline or a new load on its sink in the last hours.",
      examples: {
        fires: [{ series: usually({ now: "35x60", usual: "8x60" }), at: "25m", labels }],
        quiet: [
          { name: "not four times", series: usually({ now: "45x60", usual: "14x60" }), at: "30m" },
          { name: "still quick", series: usually({ now: "30x60", usual: "5x60" }), at: "30m" },
        ],
      },
    }),

    alert("EtlSinkStale", {
      ...old,
      expr: promql`pipeline:etl_sink_age_seconds:max > ${limits.sinkAge.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: sink("0x60"), at: "42m", labels }],
        quiet: [
          { name: "fresh", series: sink("0+60x60"), at: "42m" },
          { name: "half an hour", series: sink("0x60"), at: "38m" },
          { name: "written again", series: sink("0x45 2760+60x20"), at: "55m" },
        ],
      },
    }),
    alert("EtlSinkStale", {
      ...old,
      expr: promql`pipeline:etl_sink_age_seconds:max > ${limits.sinkAge.critical}`,
      for: "10m",
      severity: "critical",
      examples: {
        fires: [{ series: sink("-7200x60"), at: "12m", labels }],
        quiet: [{ name: "not yet critical", series: sink("-5000x60"), at: "30m" }],
      },
    }),

    alert("EtlRunsOverrun", {
      ...about,
      concern: "resources",
      expr: promql`
        sum by (job, pipeline) (rate(etl_run_duration_seconds_sum{${etl}}[1h]))
          / sum by (job, pipeline) (rate(etl_run_duration_seconds_count{${etl}}[1h]))
          > on (job, pipeline) max by (job, pipeline) (etl_schedule_interval_seconds{${etl}})`,
      for: "30m",
      severity: "warning",
      summary: "A run of {{ $labels.pipeline }} takes {{ $value | humanizeDuration }}, longer than its schedule leaves",
      description: "Each run starts later than the one before: data gets older from day to day.",
      action: "Give the pipeline more workers, split its input, or agree on a longer schedule.",
      examples: {
        fires: [{ series: runs({ seconds: "0+35x80" }), at: "40m", labels }],
        quiet: [{ name: "just fits", series: runs({ seconds: "0+29.5x80" }), at: "1h" }],
      },
    }),
  ],
});

/** Records that needed up to 300 and 900 seconds, of a hundred a minute; the rest needed up to an hour. */
function latency({ under300, under900 }: { under300: string; under900: string }) {
  const bucket = (le: string) => `etl_record_latency_seconds_bucket{${orders},le="${le}"}`;
  return {
    [bucket("300.0")]: under300,
    [bucket("900.0")]: under900,
    [bucket("3600.0")]: "0+100x30",
    [bucket("+Inf")]: "0+100x30",
  };
}

function usually({ now, usual }: { now: string; usual: string }) {
  const series = "pipeline:etl_record_latency_seconds:p95_rate5m";
  const pipeline = `{${etl},pipeline="orders"}`;
  return { [`${series}${pipeline}`]: now, [`${series}_baseline_max${pipeline}`]: usual };
}

function sink(timestamp: string) {
  return { [`etl_newest_record_timestamp_seconds{${orders}}`]: timestamp };
}

/** Two workers, of which either runs every other minute. The schedule promises a run a minute, an older one two. */
function runs({ seconds }: { seconds: string }) {
  const worker = (labels: string, interval: string) => ({
    [`etl_run_duration_seconds_sum{${labels},result="success"}`]: seconds,
    [`etl_run_duration_seconds_count{${labels},result="success"}`]: "0+0.5x80",
    [`etl_schedule_interval_seconds{${labels}}`]: interval,
  });
  return { ...worker(orders, "60x80"), ...worker(others, "30x80") };
}
