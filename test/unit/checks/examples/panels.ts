import { line, row } from "../../../../lib/authoring/define.ts";
import { note, query, stat, thresholds, timeseries } from "../../../../lib/authoring/panels/index.ts";
import { type Promql, promql } from "../../../../lib/promql/promql.ts";
import { boardModel } from "./board.ts";
import { type Examples, pair } from "./example.ts";
import { boardOf } from "./shop.ts";

export const panelExamples: Examples = {
  "panel-legend": pair((legend: string) => boardOf(waiting(legend)), { bad: "{{instance}}", good: "{{queue}}" }),
  "panel-unit": pair((unit: string) => boardOf(received(unit)), { bad: "bytes", good: "Bps" }),
  "panel-threshold": pair((limit: number) => boardOf(used(limit)), { bad: 90, good: 0.9 }),
  "dashboard-panel-id": pair((title: string) => boardModel(row("Load", line(8, [anyNote("CPU"), anyNote(title)]))), {
    bad: "CPU",
    good: "Memory",
  }),
  "dashboard-text": pair(
    (description: string) => boardModel(row("Load", line(4, [note("Next", { description, content: "Text" })]))),
    { bad: " ", good: "Where to go on." },
  ),
  "dashboard-title-length": pair((title: string) => boardModel(row("Hosts", line(4, [anyNote(title).span(6)]))), {
    bad: "Restarts of the hosts since yesterday",
    good: "Restarts since yesterday by host",
  }),
  "dashboard-unit": pair((unit: string) => boardModel(row("Load", line(8, [uptime(unit)]))), {
    bad: "sceonds",
    good: "s",
  }),
};

const waiting = (legend: string) =>
  timeseries("Waiting", {
    description: "Orders that wait.",
    unit: "short",
    queries: [query("sum by (queue) (shop_queue_length)" as Promql, legend)],
  });

const received = (unit: string) =>
  timeseries("Received", {
    description: "Bytes that the shop receives.",
    unit,
    queries: [query("rate(shop_received_bytes_total[$__rate_interval])" as Promql, "{{instance}}")],
  });

const used = (limit: number) =>
  timeseries("Disk", {
    description: "Share of the disk in use.",
    unit: "percentunit",
    queries: [query("shop_disk_used_ratio" as Promql, "{{instance}}")],
    thresholds: thresholds.above(limit),
  });

const anyNote = (title: string) => note(title, { description: "A note.", content: "Text" });

const uptime = (unit: string) =>
  stat("Uptime", { description: "Since the last boot.", unit, queries: [query(promql`vector(1)`)] });
