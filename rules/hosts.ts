// Availability, memory, CPU and file descriptors of hosts.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
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
      summary: "{{ $labels.instance }} has not answered for 2 minutes",
      description: "The host or its node exporter is down. Its services are probably down as well.",
      action: "Ping the host and log in. If it is up, check `docker ps` for bigdata-node-exporter.",
    }),

    alert("HostMemoryLow", {
      ...about,
      expr: (limit) => promql`instance:node_memory_available:ratio < ${limit}`,
      severities: {
        warning: { limit: limits.memoryAvailable.warning, for: "10m" },
        critical: { limit: limits.memoryAvailable.critical, for: "5m" },
      },
      summary: "{{ $labels.instance }} has only {{ $value | humanizePercentage }} of its memory available",
      description: "When memory runs out, the kernel kills processes.",
      action:
        "Run `ps aux --sort=-rss | head` on the host. Stop or restart the process that grew, or move services to another host.",
    }),

    // Detects leaks: a steady fall over an hour, at less than 30 % available memory.
    alert("HostMemoryExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(node_memory_MemAvailable_bytes{${host}}[1h], 2 * 3600) < 0
        and count_over_time(node_memory_MemAvailable_bytes{${host}}[1h]) > 30
        and instance:node_memory_available:ratio < 0.3`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary: "{{ $labels.instance }} runs out of memory within 2 hours at the current rate",
      description:
        "Available memory has decreased for an hour. A leak, or a job that is too large for the host, is the usual reason.",
      action: text`Find the growing container in ${panelRef("infrastructure", "Memory usage by container")}, and restart it before the kernel kills a process.`,
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

    alert("HostCpuBusy", {
      ...about,
      concern: "performance",
      expr: promql`instance:node_cpu_busy:ratio_rate5m > ${limits.cpuBusy}`,
      for: "30m",
      severity: "warning",
      summary: "{{ $labels.instance }} has been {{ $value | humanizePercentage }} busy for half an hour",
      description: "The host has no CPU left for peaks. Services on it become slow.",
      action: "Run `top` on the host. Move or limit the container with the highest usage, or add a host.",
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
      expr: (limit) => promql`
        node_filefd_allocated{${host}} / node_filefd_maximum{${host}} > ${limit}`,
      severities: {
        warning: { limit: limits.fileDescriptors.warning, for: "15m" },
        critical: { limit: limits.fileDescriptors.critical, for: "5m" },
      },
      summary: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its file descriptors",
      description: "At 100% no process on the host can open a file or accept a connection.",
      action:
        "Find the process that leaks: `for p in /proc/[0-9]*; do echo $(ls $p/fd | wc -l) $p; done | sort -n | tail`.",
    }),
  ],
});
