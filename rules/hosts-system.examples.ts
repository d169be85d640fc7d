import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./hosts-system.ts";

const host = job("node-exporter");
const web1 = `${host},instance="web1"`;
const eth0 = `{${web1},device="eth0"}`;

export default defineExamples<typeof rules>({
  HostNetworkSaturated: {
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

  HostNetworkErrors: {
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

  HostConntrackNearLimit: {
    fires: [{ series: connections("80x20"), at: "12m", labels: { instance: "web1" } }],
    quiet: [
      { name: "three quarters", series: connections("75x20"), at: "15m" },
      { name: "unlimited", series: connections("80x20", 0), at: "15m" },
    ],
  },

  HostClockSkewed: {
    fires: [
      { name: "ahead", series: { [`node_timex_offset_seconds{${web1}}`]: "0.06+0.001x30" }, at: "20m" },
      { name: "behind", series: { [`node_timex_offset_seconds{${web1}}`]: "-0.06-0.001x30" }, at: "20m" },
    ],
    quiet: [
      { name: "being corrected", series: { [`node_timex_offset_seconds{${web1}}`]: "0.5-0.01x30" }, at: "20m" },
      { name: "close enough", series: { [`node_timex_offset_seconds{${web1}}`]: "0.04x30" }, at: "20m" },
    ],
  },

  HostRebooted: {
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
});

/** @param speed of the interface in bytes per second: 100 are 6000 a minute */
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
