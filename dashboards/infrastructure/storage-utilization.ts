import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { fileSystems, hosts } from "./selectors.ts";

const { diskBusy, diskLatency, diskUsed, inodesUsed } = thresholds.hosts;

const space = line(8, [
  panels
    .table("File systems", {
      description:
        "Space and inodes of every file system, and the space that is left in a day if the last six hours go on.",
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
          title: "Inodes",
          unit: units.PercentUnit,
          decimals: 1,
          thresholds: panels.thresholds.above(inodesUsed),
          expr: promql`max by (instance, mountpoint) (instance_mountpoint:node_filesystem_inodes_used:ratio{${hosts}})`,
        },
        {
          title: "Left",
          unit: units.BytesIEC,
          expr: promql`max by (instance, mountpoint) (node_filesystem_avail_bytes{${fileSystems}})`,
        },
        {
          title: "Left in a day",
          unit: units.BytesIEC,
          expr: promql`
          max by (instance, mountpoint) (predict_linear(node_filesystem_avail_bytes{${fileSystems}}[6h], 86400))`,
        },
      ],
    })
    .span(14),
  panels
    .timeseries("Space used", {
      description: "Share of space in use. The limits are those of the alerts.",
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
    .timeseries("Time with work, by disk", {
      description: "Share of time in which each disk had work. A disk that always has work makes others wait.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(diskBusy),
      queries: [panels.query(promql`instance_device:node_disk_busy:ratio_rate5m{${hosts}}`, "{{instance}} {{device}}")],
    })
    .max(1),
  panels.timeseries("Time of a read or write, by disk", {
    description: "How long one operation takes on average. The limit is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(diskLatency),
    queries: [
      panels.query(promql`instance_device:node_disk_latency_seconds:rate5m{${hosts}}`, "{{instance}} {{device}}"),
    ],
  }),
  panels
    .timeseries("Read and written", {
      description: "Bytes read above the line and written below it, over all disks of a host.",
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
