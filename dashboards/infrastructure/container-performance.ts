import { BytesIEC, NoUnit, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, boardLink, byColumn, largest, query, stacked, table, timeseries } from "bigdata-monitoring/panels";
import { thresholds } from "../../thresholds.ts";
import { containers } from "./selectors.ts";

const { cpuThrottled, memoryUsed, restarts } = thresholds.containers;

const cpu = promql`container:cpu_usage:rate5m{${containers}}`;
const memory = promql`container_memory_working_set_bytes{${containers}}`;
const ofLimit = promql`container:memory_used_of_limit:ratio{${containers}}`;

const use = line(8, [
  stacked("CPU, by container", {
    description: "Cores in use. The five containers that use most.",
    unit: Short,
    queries: [query(largest(5, cpu, promql`avg_over_time(${cpu}[$__range] @ end())`), "{{name}}")],
  }),
  stacked("Memory, by container", {
    description: "Memory that cannot be reclaimed; what counts against the limit. The five containers that use most.",
    unit: BytesIEC,
    queries: [
      query(
        largest(
          5,
          promql`sum by (name) (${memory})`,
          promql`sum by (name) (avg_over_time(${memory}[$__range] @ end()))`,
        ),
        "{{name}}",
      ),
    ],
  }),
  timeseries("Memory of its limit", {
    description: "Share of the memory limit in use, of the containers that have one. At 100 % the kernel kills it.",
    unit: PercentUnit,
    thresholds: above(memoryUsed),
    queries: [query(largest(5, ofLimit, promql`avg_over_time(${ofLimit}[$__range] @ end())`), "{{name}}")],
  }).max(1),
]);

const inDetail = line(13, [
  table("Containers", {
    description: "Each container's use, and whether it is held back, restarts or is killed.",
    labels: { name: "Container" },
    values: [
      {
        title: "CPU",
        unit: NoUnit,
        decimals: 2,
        expr: promql`sum by (name) (${cpu})`,
      },
      {
        title: "Memory",
        unit: BytesIEC,
        expr: promql`sum by (name) (${memory})`,
      },
      {
        title: "Of its limit",
        unit: PercentUnit,
        decimals: 1,
        thresholds: above(memoryUsed),
        expr: promql`max by (name) (${ofLimit})`,
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
        decimals: 1,
        expr: promql`min by (name) (time() - container_start_time_seconds{${containers}})`,
      },
    ],
  })
    .sortBy(byColumn("Of its limit", "descending"))
    .links([boardLink("Which services suffer", "platform-overview")]),
]);

export const containerPerformance = row("Container performance", use, inDetail);
