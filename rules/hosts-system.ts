// Network, clock and reboots of hosts.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const limits = thresholds.hosts;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: rowRef("infrastructure", "Network metrics"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // A virtual interface has a speed of 0 or -1, or none.
    alert("HostNetworkSaturated", {
      ...about,
      expr: promql`
        (
          rate(node_network_transmit_bytes_total{${host}}[5m])
            / (node_network_speed_bytes{${host}} != 0) > ${limits.networkUsed}
        )
        or
        (
          rate(node_network_receive_bytes_total{${host}}[5m])
            / (node_network_speed_bytes{${host}} != 0) > ${limits.networkUsed}
        )`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.device }} on {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its bandwidth",
      description: "Near its limit the interface queues and drops packets. Replication and consumers fall behind.",
      action:
        "Run `iftop -i {{ $labels.device }}` on the host to find the heaviest connections. Throttle or move them.",
    }),

    alert("HostNetworkErrors", {
      ...about,
      concern: "performance",
      expr: promql`
        (
          rate(node_network_receive_errs_total{${host}}[5m]) + rate(node_network_transmit_errs_total{${host}}[5m])
        )
        / (
          rate(node_network_receive_packets_total{${host}}[5m]) + rate(node_network_transmit_packets_total{${host}}[5m]) > 10
        )
        > ${limits.networkErrors}`,
      for: "15m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of packets on {{ $labels.device }} of {{ $labels.instance }} have errors",
      description: "Lost packets are sent again, so connections through this interface are slow and may break.",
      action: "Run `ethtool -S {{ $labels.device }}` on the host. Check the cable, the port and the duplex mode.",
    }),

    alert("HostConntrackNearLimit", {
      ...about,
      expr: promql`
        node_nf_conntrack_entries{${host}} / (node_nf_conntrack_entries_limit{${host}} != 0) > ${limits.conntrackUsed}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its connection tracking table",
      description: "At 100% the host drops new connections, also those of containers.",
      action:
        "Raise `net.netfilter.nf_conntrack_max`. With `conntrack -S`, look for a client that opens connections without closing them.",
    }),

    // Only if the offset does not decrease: chronyd may already correct it.
    alert("HostClockSkewed", {
      ...about,
      dashboard: rowRef("infrastructure", "System resources"),
      concern: "data-quality",
      expr: promql`
        abs(node_timex_offset_seconds{${host}}) > ${limits.clockSkew}
        and deriv(abs(node_timex_offset_seconds{${host}})[5m:1m]) >= 0`,
      for: "10m",
      severity: "warning",
      summary: "The clock of {{ $labels.instance }} is wrong by {{ $value | humanizeDuration }}",
      description: "Events from this host get wrong timestamps. Time windows, joins and data freshness become wrong.",
      action: "Run `chronyc tracking` on the host. Restart chronyd if it has no time source.",
    }),

    // The kernel computes the boot time from the clock, so setting the clock changes it by seconds.
    alert("HostRebooted", {
      ...about,
      dashboard: rowRef("infrastructure", "System resources"),
      expr: promql`node_boot_time_seconds{${host}} - node_boot_time_seconds{${host}} offset 15m > 60`,
      for: "0m",
      severity: "info",
      summary: "{{ $labels.instance }} has rebooted",
      description: "If the reboot was planned, nothing is wrong. If not, the host crashed.",
      action: "If it was not planned, run `last -x | head` and `journalctl -b -1 -e` on the host.",
    }),
  ],
});
