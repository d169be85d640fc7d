import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./hosts-disks.ts";

const host = job("node-exporter");
const data = `{${host},instance="db1",device="/dev/sda1",fstype="ext4",mountpoint="/data"}`;
const overlay = `{${host},instance="db1",device="overlay",fstype="overlay",mountpoint="/var/lib/docker/overlay2/4f1"}`;
const boot = `{${host},instance="db1",device="/dev/sda2",fstype="ext4",mountpoint="/boot"}`;
const sda = `{${host},instance="db1",device="sda"}`;
const onData = { instance: "db1", mountpoint: "/data" };

export default defineExamples<typeof rules>({
  HostDiskFailing: {
    fires: [{ series: { [`node_filesystem_device_error${data}`]: "0x3 1x20" }, at: "10m", labels: onData }],
    quiet: [
      { name: "for a moment", series: { [`node_filesystem_device_error${data}`]: "0x3 1x3 0x20" }, at: "8m" },
      { name: "a container's", series: { [`node_filesystem_device_error${overlay}`]: "1x20" }, at: "10m" },
    ],
  },

  HostFilesystemReadOnly: {
    fires: [
      { series: readOnly("0x5 1x20"), at: "9m", labels: onData },
      { name: "since a day", series: readOnly("0x2 1x300"), step: "5m", at: "24h" },
    ],
    quiet: [
      { name: "repaired", series: readOnly("0x5 1x6 0x10"), at: "15m" },
      { name: "a container's", series: { [`node_filesystem_readonly${overlay}`]: "0x5 1x20" }, at: "9m" },
      { name: "meant to be", series: { [`node_filesystem_readonly${boot}`]: "1x20" }, at: "9m" },
    ],
  },

  HostRaidDegraded: {
    fires: [{ series: raid("2x5 1x20"), at: "12m", labels: { device: "md0" } }],
    quiet: [{ series: raid("2x20"), at: "12m" }],
  },

  HostDiskSlow: {
    fires: [{ series: disk({ operations: "0+120x40", seconds: "0+18x40" }), at: "22m", labels: { device: "sda" } }],
    quiet: [
      { name: "quick enough", series: disk({ operations: "0+120x40", seconds: "0+11x40" }), at: "30m" },
      { name: "hardly used", series: disk({ operations: "0+30x40", seconds: "0+18x40" }), at: "30m" },
    ],
  },
});

function readOnly(samples: string) {
  return { [`node_filesystem_readonly${data}`]: samples };
}

/** An array of two disks and a spare. */
function raid(active: string) {
  const array = `${host},instance="db1",device="md0"`;
  return {
    [`node_md_disks{${array},state="active"}`]: active,
    [`node_md_disks{${array},state="spare"}`]: "1x40",
    [`node_md_disks_required{${array}}`]: "2x40",
  };
}

/** A disk that only writes. */
function disk({ operations, seconds }: { operations: string; seconds: string }) {
  return {
    [`node_disk_reads_completed_total${sda}`]: "0x40",
    [`node_disk_read_time_seconds_total${sda}`]: "0x40",
    [`node_disk_writes_completed_total${sda}`]: operations,
    [`node_disk_write_time_seconds_total${sda}`]: seconds,
  };
}
