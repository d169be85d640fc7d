import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./etl.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };
const lastSuccess = `etl_last_success_timestamp_seconds{${orders}}`;

export default defineExamples<typeof rules>({
  EtlPipelineStale: {
    warning: {
      fires: [
        { series: succeeded({ every: 600 }), at: "26m", labels, message: "orders last succeeded" },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "12m", labels },
        {
          name: "a nightly run that does not begin",
          series: succeeded({ every: 86_400, samples: 500 }),
          step: "5m",
          at: "34h30m",
          labels,
        },
      ],
      quiet: [
        { name: "on time", series: { ...succeeded({ every: 600 }), [lastSuccess]: "0x10 600x10 1200x40" }, at: "29m" },
        { name: "late", series: succeeded({ every: 600 }), at: "18m" },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "9m" },
        { name: "an hour late at night", series: succeeded({ every: 86_400, samples: 500 }), step: "5m", at: "25h" },
        { name: "started by records", series: succeeded({ every: 0 }), at: "50m" },
        {
          name: "succeeded at last",
          series: { ...succeeded({ every: 600 }), [lastSuccess]: "0x30 1860x20" },
          at: "35m",
        },
      ],
    },
    critical: {
      fires: [
        { series: succeeded({ every: 600 }), at: "42m", labels },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "12m", labels },
      ],
      quiet: [
        { name: "two runs missed", series: succeeded({ every: 600 }), at: "34m" },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "9m" },
        { name: "started by records", series: succeeded({ every: 0 }), at: "50m" },
        {
          name: "succeeded at last",
          series: { ...succeeded({ every: 600 }), [lastSuccess]: "0x50 3060x20" },
          at: "55m",
        },
      ],
    },
  },

  EtlRunFailed: {
    fires: [{ series: lastRun({ run: "0x10 600x40", active: "0x50" }), at: "22m", labels }],
    quiet: [
      { name: "is retried", series: lastRun({ run: "0x10 600x40", active: "0x15 1x30" }), at: "25m" },
      { name: "succeeds", series: lastRun({ run: "0x10 600x40", success: "0x10 600x40", active: "0x50" }), at: "25m" },
      {
        name: "succeeds an hour ago",
        series: lastRun({ run: "0x10 600x15 1560x80", success: "0x26 1560x80", active: "0x100" }),
        at: "1h30m",
      },
      { name: "a stream runs again", series: lastRun({ run: "0x10 600x40", active: "0x50", every: 900 }), at: "25m" },
    ],
  },

  EtlRunsFail: {
    fires: [{ series: runs({ success: "0x20 1x50", failures: ["0x10 1x10 2x50", "0x30 1x40"] }), at: "50m", labels }],
    quiet: [
      { name: "a few of many", series: runs({ success: "0+8x70", failures: ["0+1x70", "0+1x70"] }), at: "50m" },
      {
        name: "two of four",
        series: runs({ success: "0+0.04x70", failures: ["0x20 1x50", "0x30 1x40"] }),
        at: "50m",
      },
      {
        name: "retries of a nightly run",
        series: runs({ success: "0x20 1x50", failures: ["0x10 1x10 2x50", "0x30 1x40"], every: 86_400 }),
        at: "50m",
      },
      {
        name: "hardly any since",
        series: runs({ success: "0x110 1x30", failures: ["0x10 1x90 2x40", "0x20 1x120"] }),
        at: "2h",
      },
    ],
  },

  EtlRecordsFail: {
    warning: {
      fires: [
        {
          series: records({ read: "0+6000x30", failed: "0+90x30" }),
          at: "17m",
          labels: { pipeline: "orders", stage: "validate" },
          message: "1.5%",
        },
      ],
      quiet: [
        { name: "few", series: records({ read: "0+6000x30", failed: "0+60x30" }), at: "25m" },
        { name: "hardly used", series: records({ read: "0+5x30", failed: "0+1x30" }), at: "25m" },
        { name: "for a moment", series: records({ read: "0+6000x30", failed: "0 500 500x30" }), at: "25m" },
      ],
    },
    critical: {
      fires: [{ series: records({ read: "0+6000x30", failed: "0+360x30" }), at: "12m", labels }],
      quiet: [{ name: "not yet critical", series: records({ read: "0+6000x30", failed: "0+240x30" }), at: "25m" }],
    },
  },

  EtlRecordsLost: {
    fires: [
      {
        name: "a stream",
        series: accounted({ read: "0+20x60", written: "0+18x60", skipped: "0+1x60" }),
        at: "45m",
        labels,
      },
      { name: "never skips", series: accounted({ read: "0+20x60", written: "0+19x60" }), at: "45m", labels },
      {
        name: "a batch",
        series: accounted({ read: "0x10 1000x60", written: "0x20 900x50", active: "0x9 1x12 0x50", every: 3600 }),
        at: "45m",
        labels,
      },
    ],
    quiet: [
      { name: "skipped", series: accounted({ read: "0+100x80", written: "0+90x80", skipped: "0+10x80" }), at: "1h" },
      { name: "failed", series: accounted({ read: "0+100x80", written: "0+90x80", failed: "0+10x80" }), at: "1h" },
      { name: "all written", series: accounted({ read: "0+100x80", written: "0+100x80" }), at: "1h" },
      {
        name: "a stream lost records seven hours ago",
        series: accounted({ read: "0+1000x3 3000x90", written: "0+900x3 2700x90", active: "0x90" }),
        step: "5m",
        at: "7h",
      },
      { name: "hardly used", series: accounted({ read: "0+1x120", written: "0+0.9x120" }), at: "1h50m" },
      {
        name: "a batch in progress",
        series: accounted({ read: "0x10 1000x60", written: "0x60 1000x10", active: "0x9 1x60", every: 3600 }),
        at: "45m",
      },
      {
        name: "a batch that is complete",
        series: accounted({ read: "0x10 1000x60", written: "0x20 1000x50", active: "0x9 1x12 0x50", every: 3600 }),
        at: "45m",
      },
      {
        name: "more and more in progress on a busy morning",
        series: accounted({ read: "0+100x30 3000+200x90", written: "0+100x30 3000 3100+200x89" }),
        at: "1h30m",
      },
      {
        name: "starts anew",
        series: accounted({ read: "900+100x20 0+100x60", written: "500+100x20 0+100x60" }),
        at: "1h",
      },
    ],
  },
});

/**
 * A pipeline with the given schedule interval in seconds, which succeeded at the example's start. Its other worker has
 * not succeeded for an hour, and has an older schedule.
 */
function succeeded({ every, samples = 80 }: { every: number; samples?: number }) {
  return {
    [lastSuccess]: `0x${samples}`,
    [`etl_schedule_interval_seconds{${orders}}`]: `${every}x${samples}`,
    [`etl_last_success_timestamp_seconds{${others}}`]: `-3600x${samples}`,
    [`etl_schedule_interval_seconds{${others}}`]: `${every / 2}x${samples}`,
  };
}

/** @param failures of each of two workers */
/** @param every seconds between two runs */
function runs({
  success,
  failures: [one, other],
  every = 60,
}: {
  success: string;
  failures: readonly [string, string];
  every?: number;
}) {
  return {
    [`etl_schedule_interval_seconds{${orders}}`]: `${every}x150`,
    [`etl_runs_total{${orders},result="success"}`]: success,
    [`etl_runs_total{${orders},result="failure"}`]: one,
    [`etl_runs_total{${others},result="failure"}`]: other,
  };
}

function failures(reason: string) {
  return `etl_records_failed_total{${orders},stage="validate",reason="${reason}"}`;
}

function records({ read, failed, reason = "validation" }: { read: string; failed: string; reason?: string }) {
  return { [`etl_records_read_total{${orders},stage="validate"}`]: read, [failures(reason)]: failed };
}

/** @param run when the last run ended; by default it never succeeded since the start */
function lastRun({
  run,
  success = "0x50",
  active,
  every = 3600,
}: {
  run: string;
  success?: string;
  active: string;
  every?: number;
}) {
  return {
    [`etl_last_run_timestamp_seconds{${orders}}`]: run,
    [`etl_last_success_timestamp_seconds{${orders}}`]: success,
    [`etl_runs_active{${orders}}`]: active,
    [`etl_schedule_interval_seconds{${orders}}`]: `${every}x100`,
  };
}

interface Accounted {
  readonly read: string;
  readonly written: string;
  readonly skipped?: string;
  readonly failed?: string;
  /** Runs in progress. */
  readonly active?: string;
  /** Seconds between two runs. */
  readonly every?: number;
}

/** What each of two workers does with its records. */
function accounted({ active = "1x120", every = 10, ...records }: Accounted) {
  const series = [orders, others].flatMap((worker) =>
    Object.entries(records).map(([what, samples]) => [
      `etl_records_${what}_total{${worker},stage="validate"${what === "failed" ? ',reason="other"' : ""}}`,
      samples,
    ]),
  );
  return {
    ...(Object.fromEntries(series) as Record<string, string>),
    [`etl_runs_active{${orders}}`]: active,
    [`etl_schedule_interval_seconds{${orders}}`]: `${every}x120`,
  };
}
