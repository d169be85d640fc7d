// Do a host's network and clock work, and has it been up?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const limits = thresholds.hosts;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: "infrastructure",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // A virtual interface tells a speed of 0, of -1 or none.
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
      summary: "{{ $labels.device }} on {{ $labels.instance }} carries {{ $value | humanizePercentage }} of its speed",
      description: "Near its speed the interface queues and drops packets: replication and consumers fall behind.",
      action: "Run `iftop -i {{ $labels.device }}` on the host to see who talks, and throttle or move it.",
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
        "{{ $value | humanizePercentage }} of packets on {{ $labels.device }} of {{ $labels.instance }} are broken",
      description: "Every lost packet is sent again: connections through this interface are slow and may break.",
      action: "Look at `ethtool -S {{ $labels.device }}` on the host; check cable, port and duplex.",
    }),

    alert("HostConntrackNearLimit", {
      ...about,
      expr: promql`
        node_nf_conntrack_entries{${host}} / (node_nf_conntrack_entries_limit{${host}} != 0) > ${limits.conntrackUsed}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.instance }} tracks {{ $value | humanizePercentage }} of the connections that it can",
      description: "At 100% the host drops new connections, first those of containers.",
      action:
        "Raise `net.netfilter.nf_conntrack_max`, and look for a client that opens without closing: `conntrack -S`.",
    }),

    // Far off and not coming back: the slope tells a clock that is being mended.
    alert("HostClockSkewed", {
      ...about,
      concern: "data-quality",
      expr: promql`
        abs(node_timex_offset_seconds{${host}}) > ${limits.clockSkew}
        and deriv(abs(node_timex_offset_seconds{${host}})[5m:1m]) >= 0`,
      for: "10m",
      severity: "warning",
      summary: "The clock of {{ $labels.instance }} is {{ $value | humanizeDuration }} off",
      description:
        "Events get wrong times: windows, joins and freshness of data that passes this host are wrong with them.",
      action: "Run `chronyc tracking` on the host and restart chronyd if it has no source.",
    }),

    // The kernel computes the time of boot from the clock: setting that moves it by seconds.
    alert("HostRebooted", {
      ...about,
      expr: promql`node_boot_time_seconds{${host}} - node_boot_time_seconds{${host}} offset 15m > 60`,
      for: "0m",
      severity: "info",
      summary: "{{ $labels.instance }} has rebooted",
      description: "Planned in a maintenance window, this is a note; if nobody planned it, it is a crash worth a look.",
      action: "If unplanned, run `last -x | head` and `journalctl -b -1 -e` on the host.",
    }),
  ],
});
