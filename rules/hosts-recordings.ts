// CPU, memory, disks and network of hosts, for alerts and panels.
import { defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const host = job("node-exporter");
const filesystem = `${host},fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660|nsfs"`;
const card = `${host},device!~"lo|veth.*|docker.*|br-.*"`;

export default defineRules({
  interval: "30s",
  rules: [
    // During iowait the CPU can run other processes, so it counts as idle.
    record(
      "instance:node_cpu_busy:ratio_rate5m",
      promql`
        1 - avg by (cluster, job, instance) (
          sum by (cluster, job, instance, cpu) (rate(node_cpu_seconds_total{${host},mode=~"idle|iowait"}[5m]))
        )`,
      "Share of CPU time in use",
    ),
    record(
      "instance:node_load1_per_core:ratio",
      promql`
        node_load1{${host}}
          / on (cluster, job, instance) count by (cluster, job, instance) (node_cpu_seconds_total{${host},mode="idle"})`,
      "One-minute load average per core",
    ),
    record(
      "instance:node_memory_available:ratio",
      promql`node_memory_MemAvailable_bytes{${host}} / node_memory_MemTotal_bytes{${host}}`,
      "Share of memory available to new processes without swapping",
    ),
    record(
      "instance_mountpoint:node_filesystem_used:ratio",
      promql`1 - node_filesystem_avail_bytes{${filesystem}} / (node_filesystem_size_bytes{${filesystem}} > 0)`,
      "Share of a file system's space in use",
    ),
    record(
      "instance_mountpoint:node_filesystem_used:ratio_per_day",
      promql`
        (
          instance_mountpoint:node_filesystem_used:ratio
            - instance_mountpoint:node_filesystem_used:ratio offset 3d
        ) / 3`,
      "Share of a file system's space that was filled per day, over three days",
    ),
    record(
      "instance_mountpoint:node_filesystem_inodes_used:ratio",
      promql`1 - node_filesystem_files_free{${filesystem}} / (node_filesystem_files{${filesystem}} > 0)`,
      "Share of a file system's inodes in use",
    ),
    record(
      "instance_device:node_disk_operations:rate5m",
      promql`
        rate(node_disk_reads_completed_total{${host}}[5m])
          + rate(node_disk_writes_completed_total{${host}}[5m])`,
      "Reads and writes per second",
    ),
    record(
      "instance_device:node_disk_latency_seconds:rate5m",
      promql`
        (rate(node_disk_read_time_seconds_total{${host}}[5m]) + rate(node_disk_write_time_seconds_total{${host}}[5m]))
          / (instance_device:node_disk_operations:rate5m > 0)`,
      "Average time of a read or write",
    ),
    record(
      "instance_device:node_disk_busy:ratio_rate5m",
      promql`rate(node_disk_io_time_seconds_total{${host}}[5m])`,
      "Share of time in which the disk processed I/O",
    ),
    record(
      "instance:node_network_receive_bytes:rate5m",
      promql`sum by (cluster, job, instance) (rate(node_network_receive_bytes_total{${card}}[5m]))`,
      "Bytes received per second, over physical interfaces",
    ),
    record(
      "instance:node_network_transmit_bytes:rate5m",
      promql`sum by (cluster, job, instance) (rate(node_network_transmit_bytes_total{${card}}[5m]))`,
      "Bytes sent per second, over physical interfaces",
    ),
  ],
});
