// Space and inodes of file systems.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const limits = thresholds.hosts;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: rowRef("infrastructure", "Storage utilization"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // A read-only file system cannot fill, and is often an image that is always full.
    alert("HostDiskFull", {
      ...about,
      expr: (limit) => promql`
        instance_mountpoint:node_filesystem_used:ratio > ${limit}
        unless node_filesystem_readonly{${host}} == 1`,
      severities: {
        warning: { limit: limits.diskUsed.warning, for: "15m" },
        critical: { limit: limits.diskUsed.critical, for: "5m" },
      },
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is {{ $value | humanizePercentage }} full",
      description: "At 100% databases stop, Kafka brokers shut down, and writes are lost.",
      action:
        "Find large directories: `du -xh --max-depth=2 {{ $labels.mountpoint }} | sort -h | tail`. Delete or compress data, or extend the volume.",
    }),

    alert("HostInodesExhausted", {
      ...about,
      expr: promql`instance_mountpoint:node_filesystem_inodes_used:ratio > ${limits.inodesUsed}`,
      for: "15m",
      severity: "warning",
      summary:
        "{{ $labels.mountpoint }} on {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its inodes",
      description: "At 100% no file can be created, even if space is free.",
      action: "Find the directory with many small files: `du --inodes -xd3 {{ $labels.mountpoint }} | sort -n | tail`.",
    }),

    // Only for file systems that are already well used, so that a burst of writes to an empty one does not fire.
    alert("HostDiskFillsSoon", {
      ...about,
      kind: "prediction",
      expr: promql`
        predict_linear(node_filesystem_avail_bytes{${host}}[6h], 24 * 3600) < 0
        and node_filesystem_avail_bytes{${host}} offset 3h
        and instance_mountpoint:node_filesystem_used:ratio > ${limits.diskFillingFrom}
        unless node_filesystem_readonly{${host}} == 1`,
      for: "1h",
      severity: "warning",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is full within a day at the current rate",
      description: "Free space has decreased for 6 hours. When it is used up, services on this volume stop.",
      action:
        "Find the growing directory: `du -xh --max-depth=2 {{ $labels.mountpoint }} | sort -h | tail`. Stop the growth, free space, or extend the volume.",
    }),

    // Predicts two weeks from the trend of three days.
    alert("HostDiskCapacityTrend", {
      ...about,
      expr: promql`
        instance_mountpoint:node_filesystem_used:ratio + 14 * instance_mountpoint:node_filesystem_used:ratio_per_day > 1
        and instance_mountpoint:node_filesystem_used:ratio > 0.5
        unless node_filesystem_readonly{${host}} == 1`,
      for: "3h",
      severity: "info",
      kind: "prediction",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is full within two weeks at the current rate",
      description: "This is not urgent, but ordering a volume or agreeing on deleting data takes time.",
      action: "Plan to extend the volume, shorten a retention, or archive data.",
    }),
  ],
});
