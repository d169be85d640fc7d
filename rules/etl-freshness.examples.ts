import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./etl-freshness.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };

export default defineExamples<typeof rules>({
  EtlLatencyHigh: {
    fires: [{ series: latency({ under300: "0+94.5x30", under900: "0+100x30" }), at: "17m", labels }],
    quiet: [
      { name: "in time", series: latency({ under300: "0+100x30", under900: "0+100x30" }), at: "25m" },
      { name: "a batch", series: latency({ under300: "0+94.5x30", under900: "0+100x30", every: 3600 }), at: "25m" },
    ],
  },

  EtlSinkStale: {
    fires: [{ series: sink("0x60"), at: "42m", labels }],
    quiet: [
      { name: "fresh", series: sink("0+60x60"), at: "42m" },
      { name: "half an hour", series: sink("0x60"), at: "38m" },
      { name: "a batch", series: sink("0x120", { every: 3600 }), at: "1h55m" },
      { name: "nothing happens", series: sink("0x60", { read: "100x120" }), at: "50m" },
      { name: "nothing has happened for 20 minutes", series: sink("0x60", { read: "0+10x25 250x95" }), at: "46m" },
      { name: "written again", series: sink("0x45 2760+60x20"), at: "55m" },
    ],
  },

  EtlRunsOverrun: {
    fires: [{ series: runs({ seconds: "0+35x80" }), at: "40m", labels }],
    quiet: [
      { name: "just fits", series: runs({ seconds: "0+29.5x80" }), at: "1h" },
      { name: "without a schedule", series: runs({ seconds: "0+35x80", every: 0 }), at: "1h" },
    ],
  },
});

/** Records that needed up to 300 and 900 seconds, of a hundred a minute; the rest needed up to an hour. */
function latency({ under300, under900, every = 10 }: { under300: string; under900: string; every?: number }) {
  const bucket = (le: string) => `etl_record_latency_seconds_bucket{${orders},le="${le}"}`;
  return {
    ...scheduled(every),
    [bucket("300.0")]: under300,
    [bucket("900.0")]: under900,
    [bucket("3600.0")]: "0+100x30",
    [bucket("+Inf")]: "0+100x30",
  };
}

function sink(timestamp: string, { every = 10, read = "0+10x120" }: { every?: number; read?: string } = {}) {
  return {
    [`etl_newest_record_timestamp_seconds{${orders}}`]: timestamp,
    [`etl_records_read_total{${orders},stage="ingest"}`]: read,
    ...scheduled(every),
  };
}

/** @param every seconds between two runs */
function scheduled(every: number) {
  return { [`etl_schedule_interval_seconds{${orders}}`]: `${every}x120` };
}

/** Two workers, of which either runs every other minute. The schedule promises a run a minute, an older one two. */
function runs({ seconds, every = 60 }: { seconds: string; every?: number }) {
  const worker = (labels: string, interval: string) => ({
    [`etl_run_duration_seconds_sum{${labels},result="success"}`]: seconds,
    [`etl_run_duration_seconds_count{${labels},result="success"}`]: "0+0.5x80",
    [`etl_schedule_interval_seconds{${labels}}`]: interval,
  });
  return { ...worker(orders, `${every}x80`), ...worker(others, `${every / 2}x80`) };
}
