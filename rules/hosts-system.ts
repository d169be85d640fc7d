// Do a host's network and clock work, and has it been up?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const web1 = `${host},instance="web1"`;
const eth0 = `{${web1},device="eth0"}`;
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
      examples: {
        fires: [
          {
            name: "sends",
            series: traffic({ sent: "0+5100x40", received: "0x40" }),
            at: "22m",
            labels: { device: "eth0" },
          },
          { name: "receives", series: traffic({ sent: "0x40", received: "0+5100x40" }), at: "22m" },
        ],
        quiet: [
          { name: "below", series: traffic({ sent: "0+4500x40", received: "0+4500x40" }), at: "30m" },
          { name: "no speed", series: traffic({ sent: "0+9000x40", received: "0+9000x40", speed: 0 }), at: "30m" },
          {
            name: "speed unknown",
            series: traffic({ sent: "0+9000x40", received: "0+9000x40", speed: -1 }),
            at: "30m",
          },
        ],
      },
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
      examples: {
        fires: [
          { series: packets({ total: "0+330x40", broken: "0+4x40" }), at: "22m", labels: { device: "eth0" } },
          {
            name: "all until three minutes ago",
            series: packets({ total: "0+1800x20 36000x20", broken: "0+40x20 800x20" }),
            at: "23m",
          },
        ],
        quiet: [
          { name: "few broken", series: packets({ total: "0+3000x40", broken: "0+25x40" }), at: "30m" },
          { name: "hardly used", series: packets({ total: "0+270x40", broken: "0+60x40" }), at: "30m" },
        ],
      },
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
      examples: {
        fires: [{ series: connections("80x20"), at: "12m", labels: { instance: "web1" } }],
        quiet: [
          { name: "three quarters", series: connections("75x20"), at: "15m" },
          { name: "unlimited", series: connections("80x20", 0), at: "15m" },
        ],
      },
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
      examples: {
        fires: [
          { name: "ahead", series: { [`node_timex_offset_seconds{${web1}}`]: "0.06+0.001x30" }, at: "20m" },
          { name: "behind", series: { [`node_timex_offset_seconds{${web1}}`]: "-0.06-0.001x30" }, at: "20m" },
        ],
        quiet: [
          { name: "being mended", series: { [`node_timex_offset_seconds{${web1}}`]: "0.5-0.01x30" }, at: "20m" },
          { name: "close enough", series: { [`node_timex_offset_seconds{${web1}}`]: "0.04x30" }, at: "20m" },
        ],
      },
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
      examples: {
        fires: [
          {
            name: "a minute after the last time",
            series: booted("100x20 170x20"),
            at: "25m",
            labels: { instance: "web1" },
          },
        ],
        quiet: [
          { name: "half an hour ago", series: booted("100x20 1400x40"), at: "50m" },
          { name: "a clock that is set", series: booted("100x20 150x20"), at: "25m" },
        ],
      },
    }),
  ],
});

/** @param speed what the interface carries, in bytes a second: 100 are 6000 a minute */
function traffic({ sent, received, speed = 100 }: { sent: string; received: string; speed?: number }) {
  return {
    [`node_network_transmit_bytes_total${eth0}`]: sent,
    [`node_network_receive_bytes_total${eth0}`]: received,
    [`node_network_speed_bytes${eth0}`]: `${speed}x40`,
  };
}

/** As many packets received as sent. */
function packets({ total, broken }: { total: string; broken: string }) {
  return {
    [`node_network_receive_packets_total${eth0}`]: total,
    [`node_network_receive_errs_total${eth0}`]: broken,
    [`node_network_transmit_packets_total${eth0}`]: total,
    [`node_network_transmit_errs_total${eth0}`]: broken,
  };
}

function connections(tracked: string, limit = 100) {
  return {
    [`node_nf_conntrack_entries{${web1}}`]: tracked,
    [`node_nf_conntrack_entries_limit{${web1}}`]: `${limit}x40`,
  };
}

function booted(timestamp: string) {
  return { [`node_boot_time_seconds{${web1}}`]: timestamp };
}
