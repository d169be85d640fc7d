import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./etl-queues.ts";

const etl = job("etl");
const orders = `${etl},instance="etl:9501",pipeline="orders"`;
const others = `${etl},instance="etl-2:9501",pipeline="orders"`;
const labels = { pipeline: "orders" };

export default defineExamples<typeof rules>({
  EtlQueueFull: {
    fires: [{ series: queued("81x20"), at: "12m", labels: { ...labels, stage: "load" }, message: "81% full" }],
    quiet: [
      { name: "below", series: queued("80x20"), at: "15m" },
      { name: "a peak", series: queued("90x8 10x20"), at: "12m" },
    ],
  },

  EtlQueueFullSoon: {
    fires: [{ series: queued("10+1.2x60"), at: "52m", labels }],
    quiet: [
      { name: "grows from little", series: queued("0+1x38"), at: "38m" },
      { name: "much and steady", series: queued("70x100"), at: "55m" },
      { name: "a burst", series: queued("0x10 40+2x12 64x40"), at: "22m" },
    ],
  },

  EtlRecordsWait: {
    fires: [{ series: oldest("0x40"), at: "22m", labels: { stage: "load" } }],
    quiet: [
      { name: "moves on", series: oldest("0+60x40"), at: "30m" },
      { name: "a quarter of an hour", series: oldest("0x10 900x40"), at: "19m" },
      { name: "taken at last", series: oldest("0x25 1560+60x20"), at: "30m" },
      { name: "for the next run", series: oldest("0x100", 3600), at: "1h30m" },
    ],
  },

  EtlRetriesOften: {
    fires: [
      { series: retries({ read: "0+300x40", retried: "0+36x40" }), at: "22m", labels },
      { name: "used just enough", series: retries({ read: "0+3.4x40", retried: "0+0.5x40" }), at: "22m", labels },
    ],
    quiet: [
      { name: "now and then", series: retries({ read: "0+300x40", retried: "0+24x40" }), at: "30m" },
      { name: "hardly used", series: retries({ read: "0+2.7x40", retried: "0+2.7x40" }), at: "30m" },
    ],
  },

  EtlDeadLettersGrow: {
    fires: [{ series: { [`etl_dead_letter_records{${orders}}`]: "20+4x80" }, at: "1h15m", labels }],
    quiet: [
      { name: "a few", series: { [`etl_dead_letter_records{${orders}}`]: "20+1x80" }, at: "1h15m" },
      { name: "many for long", series: { [`etl_dead_letter_records{${orders}}`]: "900x80" }, at: "1h15m" },
    ],
  },
});

/** Before a stage whose queue holds 100 records. */
function queued(records: string) {
  const stage = `{${orders},stage="load"}`;
  return { [`etl_queue_records${stage}`]: records, [`etl_queue_capacity_records${stage}`]: "100x100" };
}

/** Of one worker; the other one processes its queue. */
function oldest(timestamp: string, every = 10) {
  return {
    [`etl_schedule_interval_seconds{${orders}}`]: `${every}x100`,
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
