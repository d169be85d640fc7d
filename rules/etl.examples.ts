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
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "11m", labels },
      ],
      quiet: [
        {
          name: "on time",
          series: { ...succeeded({ every: 600 }), [lastSuccess]: "0x10 600x10 1200x40" },
          at: "29m",
        },
        { name: "one run missed", series: succeeded({ every: 600 }), at: "19m" },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "10m" },
        {
          name: "succeeded at last",
          series: { ...succeeded({ every: 600 }), [lastSuccess]: "0x30 1860x20" },
          at: "35m",
        },
      ],
    },
    critical: {
      fires: [
        { series: succeeded({ every: 600 }), at: "46m", labels },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "11m", labels },
      ],
      quiet: [
        { name: "three runs missed", series: succeeded({ every: 600 }), at: "39m" },
        { name: "micro-batches", series: succeeded({ every: 10 }), at: "10m" },
        {
          name: "succeeded at last",
          series: { ...succeeded({ every: 600 }), [lastSuccess]: "0x50 3060x20" },
          at: "55m",
        },
      ],
    },
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
      { series: accounted({ read: "0+20x60", written: "0+18x60", skipped: "0+1x60" }), at: "45m", labels },
      { name: "never skips", series: accounted({ read: "0+20x60", written: "0+19x60" }), at: "45m", labels },
      {
        name: "failed before",
        series: accounted({ read: "0+20x120", written: "0+18x60 1099+19x60", failed: "0+2x60 120x60" }),
        at: "1h50m",
        labels,
      },
    ],
    quiet: [
      {
        name: "skipped",
        series: accounted({ read: "0+100x80", written: "0+90x80", skipped: "0+10x80" }),
        at: "1h",
      },
      { name: "failed", series: accounted({ read: "0+100x80", written: "0+90x80", failed: "0+10x80" }), at: "1h" },
      { name: "all written", series: accounted({ read: "0+100x80", written: "0+100x80" }), at: "1h" },
      { name: "hardly used", series: accounted({ read: "0+7x120", written: "0+6x120" }), at: "1h50m" },
    ],
  },
});

/**
 * A pipeline with the given schedule interval in seconds, which succeeded at the example's start. Its other worker has
 * not succeeded for an hour, and has an older schedule.
 */
function succeeded({ every }: { every: number }) {
  return {
    [lastSuccess]: "0x60",
    [`etl_schedule_interval_seconds{${orders}}`]: `${every}x60`,
    [`etl_last_success_timestamp_seconds{${others}}`]: "-3600x60",
    [`etl_schedule_interval_seconds{${others}}`]: `${every / 2}x60`,
  };
}

/** @param failures of each of two workers */
function runs({ success, failures: [one, other] }: { success: string; failures: readonly [string, string] }) {
  return {
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

/** What each of two workers does with its records. */
function accounted(records: { read: string; written: string; skipped?: string; failed?: string }) {
  const series = [orders, others].flatMap((worker) =>
    Object.entries(records).map(([what, samples]) => [
      `etl_records_${what}_total{${worker},stage="validate"${what === "failed" ? ',reason="other"' : ""}}`,
      samples,
    ]),
  );
  return Object.fromEntries(series) as Record<string, string>;
}
