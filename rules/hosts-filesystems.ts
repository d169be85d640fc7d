// Are a host's file systems full, or about to be?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const data = `{${host},instance="db1",device="/dev/sda1",fstype="ext4",mountpoint="/data"}`;
const perDay = `instance_mountpoint:node_filesystem_used:ratio_per_day${data}`;
const onData = { instance: "db1", mountpoint: "/data" };
const limits = thresholds.hosts;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: "infrastructure",
} as const;

// A read-only file system cannot fill, and is often an image that is full by design.
const used = (limit: number) => promql`
  instance_mountpoint:node_filesystem_used:ratio > ${limit}
  unless node_filesystem_readonly{${host}} == 1`;

// Believed only of a file system that is well used already, so that a burst of writes to a roomy one stays quiet.
const fills = (hours: number, from: number) => promql`
  predict_linear(node_filesystem_avail_bytes{${host}}[6h], ${hours} * 3600) < 0
  and node_filesystem_avail_bytes{${host}} offset 3h
  and instance_mountpoint:node_filesystem_used:ratio > ${from}
  unless node_filesystem_readonly{${host}} == 1`;

const full = {
  ...about,
  summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is {{ $value | humanizePercentage }} full",
  description: "At 100% databases stop, Kafka shuts its broker down and writes are lost.",
  action:
    "Find what grew: `du -xh --max-depth=2 {{ $labels.mountpoint }} | sort -h | tail`; delete, compress or extend the volume.",
} as const;

const inodes = {
  ...about,
  expr: promql`instance_mountpoint:node_filesystem_inodes_used:ratio > ${limits.inodesUsed.warning}`,
  summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its inodes",
  description: "At 100% no file can be created, however much space is free.",
  action: "Find the folder of small files: `du --inodes -xd3 {{ $labels.mountpoint }} | sort -n | tail`.",
} as const;

const filling = {
  ...about,
  kind: "prediction",
  action:
    "Find what grows: `du -xh --max-depth=2 {{ $labels.mountpoint }} | sort -h | tail`; stop it, free space or extend the volume.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("HostDiskFull", {
      ...full,
      expr: used(limits.diskUsed.warning),
      for: "15m",
      severity: "warning",
      examples: {
        fires: [{ series: space("14x30"), at: "17m", labels: onData, message: "/data on db1 is 86% full" }],
        quiet: [
          { name: "just below", series: space("16x30"), at: "20m" },
          { name: "read-only", series: { ...space("1x30"), [`node_filesystem_readonly${data}`]: "1x30" }, at: "20m" },
        ],
      },
    }),
    alert("HostDiskFull", {
      ...full,
      expr: used(limits.diskUsed.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: space("4x30"), at: "7m" }],
        quiet: [
          { name: "full, not yet critical", series: space("6x30"), at: "20m" },
          { name: "read-only", series: { ...space("1x30"), [`node_filesystem_readonly${data}`]: "1x30" }, at: "20m" },
        ],
      },
    }),

    alert("HostInodesExhausted", {
      ...inodes,
      for: "15m",
      severity: "warning",
      examples: {
        fires: [{ series: files("9x30"), at: "17m", labels: onData }],
        quiet: [{ series: files("11x30"), at: "20m" }],
      },
    }),
    alert("HostInodesExhausted", {
      ...inodes,
      expr: promql`instance_mountpoint:node_filesystem_inodes_used:ratio > ${limits.inodesUsed.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: files("2x30"), at: "7m" }],
        quiet: [{ series: files("4x30"), at: "20m" }],
      },
    }),

    alert("HostDiskFillsSoon", {
      ...filling,
      expr: fills(24, limits.diskFillingFrom),
      for: "1h",
      severity: "warning",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is full within a day at this pace",
      description: "Space has been going for 6 hours; what is on this volume stops when it is gone.",
      examples: {
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
    }),
    alert("HostDiskFillsSoon", {
      ...filling,
      expr: fills(4, limits.diskUsed.warning),
      for: "30m",
      severity: "critical",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is full within 4 hours at this pace",
      description: "Data on this volume is at risk: databases and brokers stop, and what they were sent is lost.",
      examples: {
        fires: [
          { series: space("17.2-0.2x70"), step: "5m", at: "3h45m", labels: onData },
          { name: "filled until two hours ago", series: space("20-0.25x50 7.5x60"), step: "5m", at: "6h45m" },
        ],
        quiet: [
          { name: "full in five hours", series: space("19-0.2x70"), step: "5m", at: "3h40m" },
          { name: "a quarter empty", series: space("50-0.7x60"), step: "5m", at: "3h40m" },
          { name: "filled until four hours ago", series: space("20-0.25x50 7.5x60"), step: "5m", at: "8h30m" },
          {
            name: "read-only",
            series: { ...space("22-0.3x70"), [`node_filesystem_readonly${data}`]: "1x70" },
            step: "5m",
            at: "3h45m",
          },
        ],
      },
    }),

    // Two weeks ahead, from three days of trend: time to order or clean up, not to hurry.
    alert("HostDiskCapacityTrend", {
      ...about,
      expr: promql`
        instance_mountpoint:node_filesystem_used:ratio + 14 * instance_mountpoint:node_filesystem_used:ratio_per_day > 1
        and instance_mountpoint:node_filesystem_used:ratio > 0.5
        unless node_filesystem_readonly{${host}} == 1`,
      for: "3h",
      severity: "info",
      kind: "prediction",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is full within two weeks at this pace",
      description: "Not urgent, but a volume takes time to order and old data takes time to agree on.",
      action: "Plan: extend the volume, shorten a retention or archive, before the warning of the last day comes.",
      examples: {
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
    }),
  ],
});

/** @param free samples of the space that is left, in percent */
function space(free: string) {
  return { [`node_filesystem_avail_bytes${data}`]: free, [`node_filesystem_size_bytes${data}`]: "100x400" };
}

/** @param free samples of the inodes that are left, in percent */
function files(free: string) {
  return { [`node_filesystem_files_free${data}`]: free, [`node_filesystem_files${data}`]: "100x40" };
}
