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
        series: { [`pipeline:etl_records_ingested:rate5m{${etl},pipeline="orders"}`]: "0x30" },
        at: "20m",
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
  return { [`${series}${pipeline}`]: now, [`${series}_baseline_${bound}${pipeline}`]: usual };
}
