import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./hosts-hardware.ts";

const web1 = `${job("node-exporter")},instance="web1"`;
const labels = { instance: "web1" };

export default defineExamples<typeof rules>({
  HostClockNotSynchronised: {
    fires: [{ series: clock("0x30", "16x30"), at: "16m", labels }],
    quiet: [
      { name: "synchronised", series: clock("1x30", "16x30"), at: "20m" },
      { name: "for a moment", series: clock("1 1 0x5 1x30", "16x40"), at: "11m" },
      { name: "still exact", series: clock("0x30", "15x30"), at: "20m" },
    ],
  },

  HostUnitFailed: {
    fires: [{ series: unit("failed", "0x2 1x20"), at: "14m", labels: { name: "backup.service" } }],
    quiet: [
      { name: "is active", series: unit("active", "1x20"), at: "14m" },
      { name: "starts again", series: unit("failed", "0x2 1x5 0x20"), at: "14m" },
    ],
  },

  HostCollectorFails: {
    fires: [{ series: collector("filesystem", "0x30"), at: "17m", labels: { collector: "filesystem" } }],
    quiet: [
      { name: "hardware that is not there", series: collector("infiniband", "0x30"), at: "20m" },
      { name: "once", series: collector("filesystem", "0 1x30"), at: "17m" },
    ],
  },

  HostBondDegraded: {
    fires: [{ series: bond("1x20"), at: "7m", labels: { master: "bond0" } }],
    quiet: [{ name: "complete", series: bond("2x20"), at: "10m" }],
  },

  HostMemoryModuleFails: {
    fires: [
      { series: { [`node_edac_uncorrectable_errors_total{${web1},controller="0"}`]: "0x5 1x30" }, at: "8m", labels },
    ],
    quiet: [
      {
        name: "long ago",
        series: { [`node_edac_uncorrectable_errors_total{${web1},controller="0"}`]: "4x30" },
        at: "8m",
      },
      {
        name: "more than an hour ago",
        series: { [`node_edac_uncorrectable_errors_total{${web1},controller="0"}`]: "0x5 1x80" },
        at: "1h10m",
      },
    ],
  },
});

function clock(synchronised: string, maxError: string) {
  return {
    [`node_timex_sync_status{${web1}}`]: synchronised,
    [`node_timex_maxerror_seconds{${web1}}`]: maxError,
  };
}

function unit(state: string, samples: string) {
  return { [`node_systemd_unit_state{${web1},name="backup.service",type="oneshot",state="${state}"}`]: samples };
}

function collector(name: string, success: string) {
  return { [`node_scrape_collector_success{${web1},collector="${name}"}`]: success };
}

/** A bond of two links. */
function bond(active: string) {
  return {
    [`node_bonding_slaves{${web1},master="bond0"}`]: "2x20",
    [`node_bonding_active{${web1},master="bond0"}`]: active,
  };
}
