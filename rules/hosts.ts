// Availability, memory, CPU and file descriptors of hosts.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const limits = thresholds.hosts;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: rowRef("infrastructure", "System resources"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("HostDown", {
      ...about,
      expr: promql`up{${host}} == 0`,
      for: "2m",
      severity: "critical",
      keepFiringFor: "5m",
      summary: "{{ $labels.instance }} has not answered for 2 minutes",
      description: "The host or its node exporter is down. Its services are probably down as well.",
      action: "Ping the host and log in. If it is up, check `docker ps` for bigdata-node-exporter.",
    }),

    alert("HostMemoryLow", {
      ...about,
      expr: promql`instance:node_memory_available:ratio < ${limits.memoryAvailable}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $labels.instance }} has only {{ $value | humanizePercentage }} of its memory available",
      description: "When memory runs out, the kernel kills processes.",
      action:
        "Run `ps aux --sort=-rss | head` on the host. Stop or restart the process that grew, or move services to another host.",
    }),

    alert("HostOutOfMemoryKill", {
      ...about,
      expr: promql`increase(node_vmstat_oom_kill{${host}}[10m]) > 0`,
      for: "0m",
      severity: "warning",
      summary: "The kernel of {{ $labels.instance }} killed {{ $value | humanize }} processes because memory ran out",
      description: "A process was stopped during its work. Its container may have restarted and lost unwritten data.",
      action:
        "Run `dmesg -T | grep -i 'killed process'` on the host to find the process. Give it more memory or a limit.",
    }),

    alert("HostMemoryPressure", {
      ...about,
      concern: "performance",
      expr: promql`rate(node_pressure_memory_waiting_seconds_total{${host}}[5m]) > ${limits.memoryPressure}`,
      for: "10m",
      severity: "warning",
      summary: "Processes on {{ $labels.instance }} wait for memory {{ $value | humanizePercentage }} of the time",
      description: "The host swaps or reclaims memory, so everything on it is slow.",
      action: "Find the process that swaps with `vmstat 1` and `smem -s swap`. Move it, or reduce its memory.",
    }),

    alert("HostOverloaded", {
      ...about,
      concern: "performance",
      expr: promql`instance:node_load1_per_core:ratio > ${limits.loadPerCore}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.instance }} has {{ $value | humanize }} processes running or waiting per core",
      description: "Processes queue for the CPU or for disks, so requests to this host are slow.",
      action:
        "If the CPU is idle, check the disks (`iostat -x 1`). Otherwise stop or move the process with the highest usage.",
    }),

    alert("HostFileDescriptorsNearLimit", {
      ...about,
      expr: promql`
        node_filefd_allocated{${host}} / node_filefd_maximum{${host}} > ${limits.fileDescriptors}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its file descriptors",
      description: "At 100% no process on the host can open a file or accept a connection.",
      action:
        "Find the process that leaks: `for p in /proc/[0-9]*; do echo $(ls $p/fd | wc -l) $p; done | sort -n | tail`.",
    }),
  ],
});
