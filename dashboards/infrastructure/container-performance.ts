import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { containers } from "./selectors.ts";

const { cpuThrottled, memoryUsed, restarts } = thresholds.containers;

const cpu = promql`container:cpu_usage:rate5m{${containers}}`;
const memory = promql`container_memory_working_set_bytes{${containers}}`;
const ofLimit = promql`container:memory_used_of_limit:ratio{${containers}}`;

const use = line(8, [
  panels.stacked("CPU, by container", {
    description: "Cores in use. The five containers that use most.",
    unit: units.Short,
    queries: [panels.query(panels.topSeries(5, cpu, promql`avg_over_time(${cpu}[$__range] @ end())`), "{{name}}")],
  }),
  panels.stacked("Memory, by container", {
    description: "Memory that cannot be reclaimed; what counts against the limit. The five containers that use most.",
    unit: units.BytesIEC,
    queries: [
      panels.query(
        panels.topSeries(
          5,
          promql`sum by (name) (${memory})`,
          promql`sum by (name) (avg_over_time(${memory}[$__range] @ end()))`,
        ),
        "{{name}}",
      ),
    ],
  }),
  panels
    .timeseries("Memory of its limit", {
      description: "Share of the memory limit in use, of the containers that have one. At 100 % the kernel kills it.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(memoryUsed),
      queries: [
        panels.query(panels.topSeries(5, ofLimit, promql`avg_over_time(${ofLimit}[$__range] @ end())`), "{{name}}"),
      ],
    })
    .max(1),
]);

const inDetail = line(13, [
  panels
    .table("Containers", {
      description: "Each container's use, and whether it is held back, restarts or is killed.",
      labels: { name: "Container" },
      values: [
        {
          title: "CPU",
          unit: units.NoUnit,
          decimals: 2,
          expr: promql`sum by (name) (${cpu})`,
        },
        {
          title: "Memory",
          unit: units.BytesIEC,
          expr: promql`sum by (name) (${memory})`,
        },
        {
          title: "Of its limit",
          unit: units.PercentUnit,
          decimals: 1,
          thresholds: panels.thresholds.above(memoryUsed),
          expr: promql`max by (name) (${ofLimit})`,
        },
        {
          title: "CPU held back",
          unit: units.PercentUnit,
          decimals: 1,
          thresholds: panels.thresholds.above(cpuThrottled),
          expr: promql`max by (name) (container:cpu_throttled:ratio_rate5m{${containers}})`,
        },
        {
          title: "Restarts, 30 min",
          unit: units.NoUnit,
          thresholds: panels.thresholds.above(restarts),
          expr: promql`sum by (name) (changes(container_start_time_seconds{${containers}}[30m]))`,
        },
        {
          title: "Up for",
          unit: units.Seconds,
          decimals: 1,
          expr: promql`min by (name) (time() - container_start_time_seconds{${containers}})`,
        },
      ],
    })
    .sortBy(panels.byColumn("Of its limit", "descending"))
    .links([panels.dashboardLink("Which services suffer", "platform-overview")]),
]);

export const containerPerformance = row("Container performance", use, inDetail);
