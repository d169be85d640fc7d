import { line, panels, promql, row, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { firing, requiredJobs, wellByService } from "./selectors.ts";

const { cpuBusy, diskUsed, memoryAvailable } = thresholds.hosts;
const hosts = job("node-exporter");
const machines = [panels.dashboardLink("Hosts", "infrastructure")];

const alerts = (severity: string) => promql`count(ALERTS{${firing},severity="${severity}"}) or vector(0)`;

export const systemHealth = row(
  "High-level system health",
  line(4, [
    panels.stat("Outages", {
      description: "Services that fail a scrape or an external probe. The service status matrix names them.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [panels.query(promql`count((${wellByService}) == 0) or vector(0)`)],
    }),
    panels.stat("Critical", {
      description: "Critical alerts that fire now. The owner must act within five minutes.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [panels.query(alerts("critical"))],
    }),
    panels.stat("Warnings", {
      description: "Warning alerts that fire now. The owner must act within two hours.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "orange"]),
      queries: [panels.query(alerts("warning"))],
    }),
    panels
      .stat("Availability", {
        description: "Share of external probes that succeeded in the last 24 hours.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.below(thresholds.endpoints.availabilityDay),
        queries: [panels.query(promql`avg(service:probe_availability:ratio1d)`)],
      })
      .decimals(2),
    panels
      .stat("Scrapes OK", {
        description: "Share of scrapes that succeeded in the last 24 hours.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.below(thresholds.endpoints.availabilityDay),
        queries: [panels.instant(promql`avg(avg_over_time(up{${requiredJobs}}[24h]))`)],
      })
      .decimals(2),
    panels
      .stat("CPU usage", {
        description: "CPU usage of the host with the highest value.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.above(cpuBusy),
        queries: [panels.query(promql`max(instance:node_cpu_busy:ratio_rate5m{${hosts}})`)],
      })
      .dataLinks(machines),
    panels
      .stat("Memory left", {
        description: "Share of memory available to new processes, on the host with the lowest value.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.below(memoryAvailable),
        queries: [panels.query(promql`min(instance:node_memory_available:ratio{${hosts}})`)],
      })
      .dataLinks(machines),
    panels
      .stat("Disk usage", {
        description: "Space usage of the file system with the highest value.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.above(diskUsed),
        queries: [panels.query(promql`max(instance_mountpoint:node_filesystem_used:ratio{${hosts}})`)],
      })
      .dataLinks(machines),
  ]),
);
