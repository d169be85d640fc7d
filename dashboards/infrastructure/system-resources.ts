import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { hosts } from "./selectors.ts";

const limits = thresholds.hosts;

const cpuBusy = promql`instance:node_cpu_busy:ratio_rate5m{${hosts}}`;
const memoryAvailable = promql`instance:node_memory_available:ratio{${hosts}}`;
const loadPerCore = promql`instance:node_load1_per_core:ratio{${hosts}}`;

const atAGlance = line(4, [
  panels.stat("Busiest CPU", {
    description: "Share of CPU time in use on the busiest host.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.cpuBusy),
    queries: [panels.query(promql`max(${cpuBusy})`)],
  }),
  panels.stat("Memory left", {
    description: "Share of memory that new work can use, on the host that has least.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.below(limits.memoryAvailable),
    queries: [panels.query(promql`min(${memoryAvailable})`)],
  }),
  panels.stat("Fullest disk", {
    description: "Share of space in use on the fullest file system.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.diskUsed),
    queries: [panels.query(promql`max(instance_mountpoint:node_filesystem_used:ratio{${hosts}})`)],
  }),
  panels
    .stat("Core load", {
      description: "Tasks that run or wait, for each core. Above 1 they wait for each other.",
      unit: units.Short,
      thresholds: panels.thresholds.above(limits.loadPerCore),
      queries: [panels.query(promql`max(${loadPerCore})`)],
    })
    .decimals(2),
  panels.stat("Busiest disk", {
    description: "Share of time in which the busiest disk had work.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.diskBusy),
    queries: [panels.query(promql`max(instance_device:node_disk_busy:ratio_rate5m{${hosts}})`)],
  }),
  panels
    .stat("Swap used", {
      description: "Share of swap in use on the host that uses most.",
      unit: units.PercentUnit,
      queries: [
        panels.query(
          promql`1 - min(node_memory_SwapFree_bytes{${hosts}} / (node_memory_SwapTotal_bytes{${hosts}} > 0))`,
        ),
      ],
    })
    .noValue("no swap"),
  panels
    .stat("OOM kills", {
      description: "Processes that the kernel ended within the last hour because memory had run out.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [panels.query(promql`sum(increase(node_vmstat_oom_kill{${hosts}}[1h]))`)],
    })
    .decimals(0),
  panels
    .stat("Last reboot", {
      description: "Time since the host started that was started last.",
      unit: units.Seconds,
      queries: [panels.query(promql`min(time() - node_boot_time_seconds{${hosts}})`)],
    })
    .decimals(1),
]);

const useAndSaturation = line(8, [
  panels
    .timeseries("CPU in use, by host", {
      description: "Share of CPU time in use. The limit is that of the alert.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(limits.cpuBusy),
      queries: [panels.query(cpuBusy, "{{instance}}")],
    })
    .max(1),
  panels.stacked("What the CPUs do", {
    description:
      "CPU time by kind of work, averaged over the chosen hosts. Much iowait points at disks, steal at the hypervisor.",
    unit: units.PercentUnit,
    queries: [
      panels.query(
        promql`
          sum by (mode) (rate(node_cpu_seconds_total{${hosts},mode!="idle"}[$__rate_interval]))
          / scalar(count(node_cpu_seconds_total{${hosts},mode="idle"}))`,
        "{{mode}}",
      ),
    ],
  }),
  panels
    .timeseries("Memory available, by host", {
      description: "Share of memory that new work can use without swapping. The limits are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(limits.memoryAvailable),
      queries: [panels.query(memoryAvailable, "{{instance}}")],
    })
    .max(1),
  panels.timeseries("Time spent waiting", {
    description:
      "Pressure: share of time in which some task waited for CPU, memory or disk, on the host that waits most. The limit is that of memory.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.memoryPressure),
    queries: [
      panels.query(promql`max(rate(node_pressure_cpu_waiting_seconds_total{${hosts}}[$__rate_interval]))`, "for CPU"),
      panels.query(
        promql`max(rate(node_pressure_memory_waiting_seconds_total{${hosts}}[$__rate_interval]))`,
        "for memory",
      ),
      panels.query(promql`max(rate(node_pressure_io_waiting_seconds_total{${hosts}}[$__rate_interval]))`, "for disk"),
    ],
  }),
]);

export const systemResources = row("System resources", atAGlance, useAndSaturation);
