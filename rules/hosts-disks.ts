// Are a host's disks failing or slow?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const filesystem = `${host},fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs"`;
const data = `{${host},instance="db1",device="/dev/sda1",fstype="ext4",mountpoint="/data"}`;
const overlay = `{${host},instance="db1",device="overlay",fstype="overlay",mountpoint="/var/lib/docker/overlay2/4f1"}`;
const sda = `{${host},instance="db1",device="sda"}`;
const onData = { instance: "db1", mountpoint: "/data" };
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
      examples: {
        fires: [{ series: { [`node_filesystem_device_error${data}`]: "0x3 1x20" }, at: "10m", labels: onData }],
        quiet: [
          { name: "for a moment", series: { [`node_filesystem_device_error${data}`]: "0x3 1x3 0x20" }, at: "8m" },
          { name: "a container's", series: { [`node_filesystem_device_error${overlay}`]: "1x20" }, at: "10m" },
        ],
      },
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
      examples: {
        fires: [
          { series: readOnly("0x5 1x20"), at: "9m", labels: onData },
          { name: "five hours ago", series: readOnly("0x2 1x90"), step: "5m", at: "5h" },
        ],
        quiet: [
          { name: "always was", series: readOnly("1x30"), at: "20m" },
          { name: "seven hours ago", series: readOnly("0x2 1x90"), step: "5m", at: "7h" },
          { name: "mended", series: readOnly("0x5 1x6 0x10"), at: "15m" },
          { name: "a container's", series: { [`node_filesystem_readonly${overlay}`]: "0x5 1x20" }, at: "9m" },
        ],
      },
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
      examples: {
        fires: [{ series: raid("2x5 1x20"), at: "12m", labels: { device: "md0" } }],
        quiet: [{ series: raid("2x20"), at: "12m" }],
      },
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
      examples: {
        fires: [{ series: disk({ operations: "0+120x40", seconds: "0+18x40" }), at: "22m", labels: { device: "sda" } }],
        quiet: [
          { name: "quick enough", series: disk({ operations: "0+120x40", seconds: "0+11x40" }), at: "30m" },
          { name: "hardly used", series: disk({ operations: "0+30x40", seconds: "0+18x40" }), at: "30m" },
        ],
      },
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
      examples: {
        fires: [
          { series: { [`node_disk_io_time_seconds_total${sda}`]: "0+59x60" }, at: "40m", labels: { device: "sda" } },
        ],
        quiet: [{ series: { [`node_disk_io_time_seconds_total${sda}`]: "0+56x60" }, at: "50m" }],
      },
    }),
  ],
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
