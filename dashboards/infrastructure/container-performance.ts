import { BytesIEC, NoUnit, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, row } from "../../lib/define.ts";
import { above, boardLink, query, stacked, table, timeseries } from "../../lib/panels/index.ts";
import { promql } from "../../lib/promql/promql.ts";
import { thresholds } from "../../thresholds.ts";
import { containers } from "./selectors.ts";

const { cpuThrottled, memoryUsed, restarts } = thresholds.containers;

const use = line(8, [
  stacked("CPU, by container", {
    description: "Cores in use. The five containers that use most.",
    unit: Short,
    queries: [query(promql`topk(5, container:cpu_usage:rate5m{${containers}})`, "{{name}}")],
  }),
  stacked("Memory, by container", {
    description: "Memory that cannot be reclaimed; what counts against the limit. The five containers that use most.",
    unit: BytesIEC,
    queries: [query(promql`topk(5, sum by (name) (container_memory_working_set_bytes{${containers}}))`, "{{name}}")],
  }),
  timeseries("Memory of its limit", {
    description: "Share of the memory limit in use, of the containers that have one. At 100 % the kernel kills it.",
    unit: PercentUnit,
    thresholds: above(memoryUsed),
    queries: [query(promql`topk(5, container:memory_used_of_limit:ratio{${containers}})`, "{{name}}")],
  }).max(1),
]);

const inDetail = line(9, [
  table("Containers", {
    description: "Each container's use, and whether it is held back, restarts or is killed.",
    labels: { name: "Container" },
    values: [
      {
        title: "CPU",
        unit: NoUnit,
        decimals: 2,
        expr: promql`sum by (name) (container:cpu_usage:rate5m{${containers}})`,
      },
      {
        title: "Memory",
        unit: BytesIEC,
        expr: promql`sum by (name) (container_memory_working_set_bytes{${containers}})`,
      },
      {
        title: "Of its limit",
        unit: PercentUnit,
        decimals: 1,
        thresholds: above(memoryUsed),
        expr: promql`max by (name) (container:memory_used_of_limit:ratio{${containers}})`,
      },
      {
        title: "CPU held back",
        unit: PercentUnit,
        decimals: 1,
        thresholds: above(cpuThrottled),
        expr: promql`max by (name) (container:cpu_throttled:ratio_rate5m{${containers}})`,
      },
      {
        title: "Restarts, 30 min",
        unit: NoUnit,
        thresholds: above(restarts),
        expr: promql`sum by (name) (changes(container_start_time_seconds{${containers}}[30m]))`,
      },
      {
        title: "Up for",
        unit: Seconds,
        expr: promql`min by (name) (time() - container_start_time_seconds{${containers}})`,
      },
    ],
  }).links([boardLink("Which services suffer", "platform-overview")]),
]);

export const containerPerformance = row("Container performance", use, inDetail);
