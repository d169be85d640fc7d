import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { containers } from "./selectors.ts";

const { cpuThrottled, memoryUsed, restarts } = thresholds.containers;

const cpu = promql`container:cpu_usage:rate5m{${containers}}`;
const memory = promql`container_memory_working_set_bytes{${containers}}`;
const ofLimit = promql`container:memory_used_of_limit:ratio{${containers}}`;

const use = line(8, [
  panels.stacked("CPU usage by container", {
    description: "Cores in use. Shows the five highest.",
    unit: units.Short,
    queries: [panels.query(panels.topSeries(5, cpu, promql`avg_over_time(${cpu}[$__range] @ end())`), "{{name}}")],
  }),
  panels.stacked("Memory usage by container", {
    description: "Working set, which counts against the memory limit. Shows the five highest.",
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
    .timeseries("Memory usage by container, share of limit", {
      description:
        "Share of the memory limit in use, for containers with a limit. At 100 %, the kernel kills the container. Shows the five highest.",
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
      description: "CPU and memory usage, CPU throttling, restarts and uptime of each container.",
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
          title: "Memory limit used",
          unit: units.PercentUnit,
          decimals: 1,
          thresholds: panels.thresholds.above(memoryUsed),
          expr: promql`max by (name) (${ofLimit})`,
        },
        {
          title: "CPU throttled",
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
          title: "Uptime",
          unit: units.Seconds,
          decimals: 1,
          expr: promql`min by (name) (time() - container_start_time_seconds{${containers}})`,
        },
      ],
    })
    .sortBy(panels.byColumn("Memory limit used", "descending"))
    .links([panels.dashboardLink("Service status", "platform-overview")]),
]);

export const containerPerformance = row("Container performance", use, inDetail);
