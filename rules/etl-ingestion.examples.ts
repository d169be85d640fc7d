import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./etl-ingestion.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };

export default defineExamples<typeof rules>({
  EtlSchemaBroken: {
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

  EtlIngestionBelowUsual: {
    fires: [{ series: ingested({ now: "0.7x30", usual: "1.5x30", bound: "min" }), at: "17m", labels }],
    quiet: [
      { name: "half", series: ingested({ now: "5x30", usual: "10x30", bound: "min" }), at: "20m" },
      { name: "never much", series: ingested({ now: "0.1x30", usual: "1x30", bound: "min" }), at: "20m" },
      {
        name: "no past",
        series: { [`pipeline:etl_records_ingested:rate5m{${etl},pipeline="orders"}`]: "0x30", ...scheduled(10) },
        at: "20m",
      },
      {
        name: "a batch between its runs",
        series: { ...ingested({ now: "0x30", usual: "10x30", bound: "min" }), ...scheduled(3600) },
        at: "20m",
      },
    ],
  },

  EtlIngestionStopped: {
    fires: [{ series: { ...read("0+10x10 100x60"), ...usually("0.0115x60"), ...scheduled(10) }, at: "48m", labels }],
    quiet: [
      { name: "a few", series: { ...read("0+0.2x60"), ...usually("1x60"), ...scheduled(10) }, at: "48m" },
      { name: "a quiet night", series: { ...read("100x60"), ...usually("0.011x60"), ...scheduled(10) }, at: "48m" },
      {
        name: "the end of a quiet night",
        series: { ...read("100x60"), ...usually("0x20 1x40"), ...scheduled(10) },
        at: "48m",
      },
      { name: "a batch", series: { ...read("100x60"), ...usually("1x60"), ...scheduled(3600) }, at: "48m" },
      {
        name: "for 25 minutes",
        series: { ...read("0+10x10 100x24 110+10x40"), ...usually("1x60"), ...scheduled(10) },
        at: "36m",
      },
    ],
  },
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
  return { [`${series}${pipeline}`]: now, [`${series}_baseline_${bound}${pipeline}`]: usual, ...scheduled(10) };
}

function usually(perSecond: string) {
  return { [`pipeline:etl_records_ingested:rate5m_baseline_min{${etl},pipeline="orders"}`]: perSecond };
}

function read(records: string) {
  return { [`etl_records_read_total{${orders},stage="ingest"}`]: records };
}

/** @param every seconds between two runs */
function scheduled(every: number) {
  return { [`etl_schedule_interval_seconds{${orders}}`]: `${every}x60` };
}
