import { line, panels, promql, row, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { firing, requiredJobs, wellByService } from "./selectors.ts";

const { cpuBusy, diskUsed, memoryAvailable } = thresholds.hosts;
const hosts = job("node-exporter");
const machines = [panels.dashboardLink("Which machine it is", "infrastructure")];

const alerts = (severity: string) => promql`count(ALERTS{${firing},severity="${severity}"}) or vector(0)`;

export const systemHealth = row(
  "High-level system health",
  line(4, [
    panels.stat("Outages", {
      description: "Services that do not answer a scrape or a probe. The matrix below names them.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [panels.query(promql`count((${wellByService}) == 0) or vector(0)`)],
    }),
    panels.stat("Critical", {
      description: "Critical alerts that fire now: somebody must act within five minutes.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "red"]),
      queries: [panels.query(alerts("critical"))],
    }),
    panels.stat("Warnings", {
      description: "Warnings that fire now: somebody must look within two hours.",
      unit: units.Short,
      thresholds: panels.thresholds.steps([1, "orange"]),
      queries: [panels.query(alerts("warning"))],
    }),
    panels
      .stat("Available", {
        description: "Share of the last day's probes from outside that succeeded.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.below(thresholds.endpoints.availabilityDay),
        queries: [panels.query(promql`avg(service:probe_availability:ratio1d)`)],
      })
      .decimals(2),
    panels
      .stat("Scraped", {
        description: "Share of the last day's scrapes that were answered.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.below(thresholds.endpoints.availabilityDay),
        queries: [panels.instant(promql`avg(avg_over_time(up{${requiredJobs}}[24h]))`)],
      })
      .decimals(2),
    panels
      .stat("Busiest CPU", {
        description: "Share of CPU time in use on the busiest host.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.above(cpuBusy),
        queries: [panels.query(promql`max(instance:node_cpu_busy:ratio_rate5m{${hosts}})`)],
      })
      .dataLinks(machines),
    panels
      .stat("Memory left", {
        description: "Share of memory that new work can use, on the host that has least.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.below(memoryAvailable),
        queries: [panels.query(promql`min(instance:node_memory_available:ratio{${hosts}})`)],
      })
      .dataLinks(machines),
    panels
      .stat("Fullest disk", {
        description: "Share of space in use on the fullest file system.",
        unit: units.PercentUnit,
        thresholds: panels.thresholds.above(diskUsed),
        queries: [panels.query(promql`max(instance_mountpoint:node_filesystem_used:ratio{${hosts}})`)],
      })
      .dataLinks(machines),
  ]),
);
