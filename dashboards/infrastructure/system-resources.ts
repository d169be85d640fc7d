import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { hosts } from "./selectors.ts";

const limits = thresholds.hosts;

const cpuBusy = promql`instance:node_cpu_busy:ratio_rate5m{${hosts}}`;
const memoryAvailable = promql`instance:node_memory_available:ratio{${hosts}}`;
const loadPerCore = promql`instance:node_load1_per_core:ratio{${hosts}}`;

const atAGlance = line(4, [
  panels.stat("CPU usage", {
    description: "CPU usage of the host with the highest value.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.cpuBusy),
    queries: [panels.query(promql`max(${cpuBusy})`)],
  }),
  panels.stat("Memory left", {
    description: "Share of memory available to new processes, on the host with the lowest value.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.below(limits.memoryAvailable),
    queries: [panels.query(promql`min(${memoryAvailable})`)],
  }),
  panels.stat("Disk usage", {
    description: "Space usage of the file system with the highest value.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.diskUsed),
    queries: [panels.query(promql`max(instance_mountpoint:node_filesystem_used:ratio{${hosts}})`)],
  }),
  panels
    .stat("Load/core", {
      description:
        "One-minute load average divided by the number of cores, on the host with the highest value. Above 1, processes wait for CPU or disk.",
      unit: units.Short,
      thresholds: panels.thresholds.above(limits.loadPerCore),
      queries: [panels.query(promql`max(${loadPerCore})`)],
    })
    .decimals(2),
  panels.stat("Disk busy", {
    description: "Share of time in which the busiest disk processed I/O.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.diskBusy),
    queries: [panels.query(promql`max(instance_device:node_disk_busy:ratio_rate5m{${hosts}})`)],
  }),
  panels
    .stat("Swap usage", {
      description: "Share of swap in use, on the host with the highest value.",
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
      description: "Processes that the kernel killed in the last hour because the host ran out of memory.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [panels.query(promql`sum(increase(node_vmstat_oom_kill{${hosts}}[1h]))`)],
    })
    .decimals(0),
  panels
    .stat("Last reboot", {
      description: "Time since the most recent boot of a host.",
      unit: units.Seconds,
      queries: [panels.query(promql`min(time() - node_boot_time_seconds{${hosts}})`)],
    })
    .decimals(1),
]);

const useAndSaturation = line(8, [
  panels
    .timeseries("CPU usage by host", {
      description: "Share of CPU time in use. The threshold is that of the alert.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(limits.cpuBusy),
      queries: [panels.query(cpuBusy, "{{instance}}")],
    })
    .max(1),
  panels.stacked("CPU time by mode", {
    description:
      "CPU time by mode, averaged over the selected hosts. High iowait points to disks, high steal to the hypervisor.",
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
    .timeseries("Available memory by host", {
      description:
        "Share of memory available to new processes without swapping. The thresholds are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.lines(limits.memoryAvailable),
      queries: [panels.query(memoryAvailable, "{{instance}}")],
    })
    .max(1),
  panels.timeseries("Pressure stall time", {
    description:
      "Share of time in which some process waited for CPU, memory or I/O, on the host with the highest value. The threshold is that of memory.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.memoryPressure),
    queries: [
      panels.query(promql`max(rate(node_pressure_cpu_waiting_seconds_total{${hosts}}[$__rate_interval]))`, "CPU"),
      panels.query(promql`max(rate(node_pressure_memory_waiting_seconds_total{${hosts}}[$__rate_interval]))`, "memory"),
      panels.query(promql`max(rate(node_pressure_io_waiting_seconds_total{${hosts}}[$__rate_interval]))`, "I/O"),
    ],
  }),
]);

export const systemResources = row("System resources", atAGlance, useAndSaturation);
