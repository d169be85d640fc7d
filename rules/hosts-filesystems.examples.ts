import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./hosts-filesystems.ts";

const host = job("node-exporter");
const data = `{${host},instance="db1",device="/dev/sda1",fstype="ext4",mountpoint="/data"}`;
const perDay = `instance_mountpoint:node_filesystem_used:ratio_per_day${data}`;
const onData = { instance: "db1", mountpoint: "/data" };

export default defineExamples<typeof rules>({
  HostDiskFull: {
    warning: {
      fires: [{ series: space("14x30"), at: "17m", labels: onData, message: "/data on db1 is 86% full" }],
      quiet: [
        { name: "just below", series: space("16x30"), at: "20m" },
        { name: "read-only", series: { ...space("1x30"), [`node_filesystem_readonly${data}`]: "1x30" }, at: "20m" },
      ],
    },
    critical: {
      fires: [{ series: space("4x30"), at: "7m" }],
      quiet: [
        { name: "full, not yet critical", series: space("6x30"), at: "20m" },
        { name: "read-only", series: { ...space("1x30"), [`node_filesystem_readonly${data}`]: "1x30" }, at: "20m" },
      ],
    },
  },

  HostInodesExhausted: {
    fires: [{ series: files("9x30"), at: "17m", labels: onData }],
    quiet: [{ series: files("11x30"), at: "20m" }],
  },

  HostDiskFillsSoon: {
    fires: [
      { series: space("32.6-0.1x100"), step: "5m", at: "4h20m", labels: onData },
      { name: "filled until three hours ago", series: space("38-0.25x48 26x60"), step: "5m", at: "7h" },
    ],
    quiet: [
      { name: "half empty", series: space("60-0.3x100"), step: "5m", at: "4h15m" },
      { name: "full in 26 hours", series: space("35.6-0.1x100"), step: "5m", at: "4h15m" },
      { name: "filled until five hours ago", series: space("38-0.25x48 26x60"), step: "5m", at: "9h" },
      { name: "mounted just now", series: space("35-0.5x40"), step: "5m", at: "2h40m" },
      {
        name: "read-only",
        series: { ...space("35-0.15x100"), [`node_filesystem_readonly${data}`]: "1x100" },
        step: "5m",
        at: "4h15m",
      },
    ],
  },

  HostDiskCapacityTrend: {
    fires: [{ series: { ...space("40x250"), [perDay]: "0.03x250" }, at: "3h5m", labels: onData }],
    quiet: [
      { name: "16 days left", series: { ...space("40x250"), [perDay]: "0.025x250" }, at: "3h5m" },
      { name: "half empty", series: { ...space("50x250"), [perDay]: "0.04x250" }, at: "3h5m" },
      {
        name: "read-only",
        series: { ...space("40x250"), [perDay]: "0.03x250", [`node_filesystem_readonly${data}`]: "1x250" },
        at: "3h5m",
      },
    ],
  },
});

/** @param free samples of the space that is left, in percent */
function space(free: string) {
  return { [`node_filesystem_avail_bytes${data}`]: free, [`node_filesystem_size_bytes${data}`]: "100x400" };
}

/** @param free samples of the inodes that are left, in percent */
function files(free: string) {
  return { [`node_filesystem_files_free${data}`]: free, [`node_filesystem_files${data}`]: "100x40" };
}
