// Disk errors, RAID arrays and disk latency.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { expected } from "../expected.ts";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const filesystem = `${host},fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs"`;
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
    alert("HostDiskFailing", {
      ...about,
      expr: promql`node_filesystem_device_error{${filesystem}} == 1`,
      for: "5m",
      severity: "warning",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} cannot be read",
      description:
        "The kernel reports an error for this file system. The disk fails or the volume is lost, and data is at risk.",
      action:
        "Run `dmesg -T | tail -50` on the host. Move the services that write there, and make sure that a recent backup exists.",
    }),

    // Linux remounts a file system read-only after write errors.
    alert("HostFilesystemReadOnly", {
      ...about,
      expr: promql`
        node_filesystem_readonly{${filesystem},mountpoint!~"${expected.readOnlyMounts}"} == 1`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.mountpoint }} on {{ $labels.instance }} is read-only",
      description: "The kernel stopped writing after errors. Services that store data there lose it.",
      action:
        "Run `dmesg -T | grep -i remount` on the host. Stop the services that write there, check the disk, then remount or restore. A mount that is read-only by intention belongs into expected.ts.",
    }),

    alert("HostRaidDegraded", {
      ...about,
      expr: promql`
        node_md_disks_required{${host}} - ignoring (state) node_md_disks{${host},state="active"} > 0`,
      for: "5m",
      severity: "warning",
      summary: "RAID array {{ $labels.device }} on {{ $labels.instance }} lacks {{ $value }} disks",
      description: "The array has no redundancy. If another disk fails, data is lost.",
      action: "Run `cat /proc/mdstat` and replace the failed disk.",
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
      description: "Databases, brokers and other services that use this disk are slow.",
      action:
        "Run `iotop -oa` on the host to find the process with the most I/O. If there is none, check the disk with `smartctl -a /dev/DISK`.",
    }),
  ],
});
