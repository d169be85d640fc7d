import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { fileSystems, hosts } from "./selectors.ts";

const { diskBusy, diskLatency, diskUsed, inodesUsed } = thresholds.hosts;

const space = line(8, [
  panels
    .table("File systems", {
      description:
        "Space and inode usage, free space, and the free space predicted for 24 hours from now from the last six hours.",
      labels: { instance: "Host", mountpoint: "Mounted on" },
      values: [
        {
          title: "Used",
          unit: units.PercentUnit,
          decimals: 1,
          thresholds: panels.thresholds.above(diskUsed),
          expr: promql`max by (instance, mountpoint) (instance_mountpoint:node_filesystem_used:ratio{${hosts}})`,
        },
        {
          title: "Inodes used",
          unit: units.PercentUnit,
          decimals: 1,
          thresholds: panels.thresholds.above(inodesUsed),
          expr: promql`max by (instance, mountpoint) (instance_mountpoint:node_filesystem_inodes_used:ratio{${hosts}})`,
        },
        {
          title: "Free",
          unit: units.BytesIEC,
          expr: promql`max by (instance, mountpoint) (node_filesystem_avail_bytes{${fileSystems}})`,
        },
        {
          title: "Free in 24 h",
          unit: units.BytesIEC,
          expr: promql`
          max by (instance, mountpoint) (predict_linear(node_filesystem_avail_bytes{${fileSystems}}[6h], 86400))`,
        },
      ],
    })
    .span(14),
  panels
    .timeseries("Disk space usage", {
      description: "Share of space in use. The thresholds are those of the alerts.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(diskUsed),
      queries: [
        panels.query(
          promql`max by (instance, mountpoint) (instance_mountpoint:node_filesystem_used:ratio{${hosts}})`,
          "{{instance}} {{mountpoint}}",
        ),
      ],
    })
    .max(1),
]);

const disks = line(8, [
  panels
    .timeseries("Busy time by disk", {
      description: "Share of time in which the disk processed I/O. At 100 %, requests wait.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(diskBusy),
      queries: [panels.query(promql`instance_device:node_disk_busy:ratio_rate5m{${hosts}}`, "{{instance}} {{device}}")],
    })
    .max(1),
  panels.timeseries("I/O latency by disk", {
    description: "Average time of a read or write. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(diskLatency),
    queries: [
      panels.query(promql`instance_device:node_disk_latency_seconds:rate5m{${hosts}}`, "{{instance}} {{device}}"),
    ],
  }),
  panels
    .timeseries("Disk throughput by host", {
      description: "Bytes read (positive) and written (negative), over all disks of a host.",
      unit: units.BytesPerSecondIEC,
      queries: [
        panels.query(
          promql`sum by (instance) (rate(node_disk_read_bytes_total{${hosts}}[$__rate_interval]))`,
          "read · {{instance}}",
        ),
        panels.query(
          promql`-sum by (instance) (rate(node_disk_written_bytes_total{${hosts}}[$__rate_interval]))`,
          "written · {{instance}}",
        ),
      ],
    })
    .axisCenteredZero(true),
]);

export const storageUtilization = row("Storage utilization", space, disks);
