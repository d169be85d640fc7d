import { PercentUnit, Short } from "@grafana/grafana-foundation-sdk/units";
import { line, promql, row } from "bigdata-monitoring";
import { above, below, boardLink, instant, query, stat, steps } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { firing, requiredJobs, wellByService } from "./selectors.ts";

const { cpuBusy, diskUsed, memoryAvailable } = thresholds.hosts;
const hosts = job("node-exporter");
const machines = [boardLink("Which machine it is", "infrastructure")];

const alerts = (severity: string) => promql`count(ALERTS{${firing},severity="${severity}"}) or vector(0)`;

export const systemHealth = row(
  "High-level system health",
  line(4, [
    stat("Outages", {
      description: "Services that do not answer a scrape or a probe. The matrix below names them.",
      unit: Short,
      thresholds: steps([1, "red"]),
      queries: [query(promql`count((${wellByService}) == 0) or vector(0)`)],
    }),
    stat("Critical", {
      description: "Critical alerts that fire now: somebody must act within five minutes.",
      unit: Short,
      thresholds: steps([1, "red"]),
      queries: [query(alerts("critical"))],
    }),
    stat("Warnings", {
      description: "Warnings that fire now: somebody must look within two hours.",
      unit: Short,
      thresholds: steps([1, "orange"]),
      queries: [query(alerts("warning"))],
    }),
    stat("Available", {
      description: "Share of the last day's probes from outside that succeeded.",
      unit: PercentUnit,
      thresholds: below(thresholds.endpoints.availabilityDay),
      queries: [query(promql`avg(service:probe_availability:ratio1d)`)],
    }).decimals(2),
    stat("Scraped", {
      description: "Share of the last day's scrapes that were answered.",
      unit: PercentUnit,
      thresholds: below(thresholds.endpoints.availabilityDay),
      queries: [instant(promql`avg(avg_over_time(up{${requiredJobs}}[24h]))`)],
    }).decimals(2),
    stat("Busiest CPU", {
      description: "Share of CPU time in use on the busiest host.",
      unit: PercentUnit,
      thresholds: above(cpuBusy),
      queries: [query(promql`max(instance:node_cpu_busy:ratio_rate5m{${hosts}})`)],
    }).dataLinks(machines),
    stat("Memory left", {
      description: "Share of memory that new work can use, on the host that has least.",
      unit: PercentUnit,
      thresholds: below(memoryAvailable),
      queries: [query(promql`min(instance:node_memory_available:ratio{${hosts}})`)],
    }).dataLinks(machines),
    stat("Fullest disk", {
      description: "Share of space in use on the fullest file system.",
      unit: PercentUnit,
      thresholds: above(diskUsed),
      queries: [query(promql`max(instance_mountpoint:node_filesystem_used:ratio{${hosts}})`)],
    }).dataLinks(machines),
  ]),
);
