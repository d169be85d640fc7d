// Clock, units, memory modules and network bonds of hosts, and what the node exporter can read of them.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";

const host = job("node-exporter");
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: rowRef("infrastructure", "System resources"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // The kernel gives up after 16 seconds of possible error. Source: node-mixin NodeClockNotSynchronising.
    alert("HostClockNotSynchronised", {
      ...about,
      concern: "data-quality",
      expr: promql`
        min_over_time(node_timex_sync_status{${host}}[5m]) == 0
        and node_timex_maxerror_seconds{${host}} >= 16`,
      for: "10m",
      severity: "warning",
      summary: "The clock of {{ $labels.instance }} is not synchronised",
      description: "It drifts from the other hosts. Timestamps, time windows and logins by token become wrong.",
      action: "Run `chronyc sources` on the host. Start chronyd, and check that it reaches a time server.",
    }),

    alert("HostUnitFailed", {
      ...about,
      expr: promql`node_systemd_unit_state{${host},state="failed"} == 1`,
      for: "10m",
      severity: "warning",
      summary: "The unit {{ $labels.name }} of {{ $labels.instance }} has failed",
      description: "systemd does not start it again. Backups, log rotation and agents of the host run as units.",
      action: "Run `systemctl status {{ $labels.name }}` and `journalctl -u {{ $labels.name }} -n 50` on the host.",
    }),

    // A collector for hardware that a host does not have always fails: only those that alerts read count.
    alert("HostCollectorFails", {
      ...about,
      concern: "data-quality",
      expr: promql`
        node_scrape_collector_success{${host},collector=~"cpu|diskstats|filesystem|loadavg|meminfo|netdev|stat|timex|vmstat"} == 0`,
      for: "15m",
      severity: "warning",
      summary: "The node exporter of {{ $labels.instance }} cannot read {{ $labels.collector }}",
      description: "Alerts about this part of the host cannot fire.",
      action:
        "Read the log of bigdata-node-exporter on the host. A missing mount of the host's `/` is the usual reason.",
    }),

    alert("HostBondDegraded", {
      ...about,
      dashboard: rowRef("infrastructure", "Network metrics"),
      expr: promql`node_bonding_slaves{${host}} - node_bonding_active{${host}} > 0`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value }} links of {{ $labels.master }} on {{ $labels.instance }} are down",
      description: "The bond works with less bandwidth. If the last link fails, the host is cut off.",
      action: "Run `cat /proc/net/bonding/{{ $labels.master }}` on the host. Check the cable and the port of the link.",
    }),

    alert("HostMemoryModuleFails", {
      ...about,
      expr: promql`increase(node_edac_uncorrectable_errors_total{${host}}[1h]) > 0`,
      for: "0m",
      severity: "warning",
      summary: "Memory of {{ $labels.instance }} had {{ $value | humanize }} uncorrectable errors within an hour",
      description: "Data in memory was damaged. Databases on this host may write wrong data.",
      action: "Run `edac-util -v` on the host, move its services to another host, and replace the module.",
    }),
  ],
});
