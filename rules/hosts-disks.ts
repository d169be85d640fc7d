// Are a host's disks failing or slow?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const filesystem = `${host},fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs"`;
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
    alert("HostDiskFailing", {
      ...about,
      expr: promql`node_filesystem_device_error{${filesystem}} == 1`,
      for: "5m",
      severity: "critical",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} cannot be read",
      description:
        "The kernel fails to answer about this file system: a dying disk or a lost volume, with data at risk.",
      action:
        "Run `dmesg -T | tail -50` on the host, move what writes there, and make sure that a fresh backup exists.",
    }),

    // Linux remounts a file system read-only when writing to it fails. One that always was is no news.
    alert("HostFilesystemTurnedReadOnly", {
      ...about,
      expr: promql`
        node_filesystem_readonly{${filesystem}} == 1
        and min_over_time(node_filesystem_readonly{${host}}[6h]) == 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} has become read-only",
      description: "The kernel gave up writing after errors: whatever stores data there is losing it now.",
      action:
        "Run `dmesg -T | grep -i remount` on the host, stop its writers, check the disk, then remount or restore.",
    }),

    alert("HostRaidDegraded", {
      ...about,
      expr: promql`
        node_md_disks_required{${host}} - ignoring (state) node_md_disks{${host},state="active"} > 0`,
      for: "5m",
      severity: "critical",
      summary: "RAID array {{ $labels.device }} on {{ $labels.instance }} lacks {{ $value }} disks",
      description: "The array runs without its redundancy: the next disk that fails takes the data with it.",
      action: "Look at `cat /proc/mdstat` and replace the failed disk.",
    }),

    alert("HostDiskSlow", {
      ...about,
      concern: "performance",
      expr: promql`
        instance_device:node_disk_latency_seconds:rate5m > ${limits.diskLatency}
        and instance_device:node_disk_operations:rate5m > 1`,
      for: "15m",
      severity: "warning",
      summary:
        "Disk {{ $labels.device }} on {{ $labels.instance }} needs {{ $value | humanizeDuration }} for an operation",
      description: "Whatever waits for this disk is slow: databases, brokers, log writers.",
      action: "Run `iotop -oa` on the host to see who loads it; if nobody does, check its health with `smartctl -a`.",
    }),

    alert("HostDiskBusy", {
      ...about,
      concern: "performance",
      expr: promql`instance_device:node_disk_busy:ratio_rate5m > ${limits.diskBusy}`,
      for: "30m",
      severity: "warning",
      summary:
        "Disk {{ $labels.device }} on {{ $labels.instance }} has been busy {{ $value | humanizePercentage }} of the time",
      description: "The disk has no room for peaks; latency rises steeply from here.",
      action: "Run `iotop -oa` on the host; spread the load over disks or move a writer away.",
    }),
  ],
});
