// Is a machine alive, and what is it short of? Disks and networks have files of their own.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
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
    alert("HostDown", {
      ...about,
      expr: promql`up{${host}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "{{ $labels.instance }} has not answered for 2 minutes",
      description: "The host or its node exporter is down: its services are likely gone, and nothing is known of it.",
      action: "Ping the host and log in; if it is up, look at `docker ps` for bigdata-node-exporter.",
    }),

    alert("HostMemoryLow", {
      ...about,
      expr: (limit) => promql`instance:node_memory_available:ratio < ${limit}`,
      severities: {
        warning: { limit: limits.memoryAvailable.warning, for: "10m" },
        critical: { limit: limits.memoryAvailable.critical, for: "5m" },
      },
      summary: "{{ $labels.instance }} has only {{ $value | humanizePercentage }} of its memory available",
      description:
        "When memory runs out the kernel kills processes, and whatever runs on this host dies without warning.",
      action:
        "Run `ps aux --sort=-rss | head` on the host and stop or restart what grew; move work away if all of it is due.",
    }),

    // A leak, caught while there is time: a steady fall over an hour, and not from plenty.
    alert("HostMemoryExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(node_memory_MemAvailable_bytes{${host}}[1h], 2 * 3600) < 0
        and count_over_time(node_memory_MemAvailable_bytes{${host}}[1h]) > 30
        and instance:node_memory_available:ratio < 0.3`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary: "{{ $labels.instance }} runs out of memory within 2 hours if it goes on like this",
      description: "Available memory has been falling for an hour: most often a leak, or a job larger than the host.",
      action:
        "Compare containers under Infrastructure, row Container performance, and restart the one that grows before the kernel picks.",
    }),

    alert("HostOutOfMemoryKill", {
      ...about,
      expr: promql`increase(node_vmstat_oom_kill{${host}}[10m]) > 0`,
      for: "0m",
      severity: "warning",
      summary: "The kernel of {{ $labels.instance }} killed {{ $value | humanize }} processes for want of memory",
      description:
        "Something was stopped in the middle of its work; its container may have restarted with data unwritten.",
      action:
        "Run `dmesg -T | grep -i 'killed process'` on the host to see what was killed, and give it a limit or more memory.",
    }),

    alert("HostMemoryPressure", {
      ...about,
      concern: "performance",
      expr: promql`rate(node_pressure_memory_waiting_seconds_total{${host}}[5m]) > ${limits.memoryPressure}`,
      for: "10m",
      severity: "warning",
      summary: "Tasks on {{ $labels.instance }} wait for memory {{ $value | humanizePercentage }} of the time",
      description: "The host swaps or reclaims pages instead of working: everything on it is slow.",
      action: "See what swaps with `vmstat 1` and `smem -s swap`, and move or shrink it.",
    }),

    alert("HostCpuBusy", {
      ...about,
      concern: "performance",
      expr: promql`instance:node_cpu_busy:ratio_rate5m > ${limits.cpuBusy}`,
      for: "30m",
      severity: "warning",
      summary: "{{ $labels.instance }} has been {{ $value | humanizePercentage }} busy for half an hour",
      description: "No room is left for peaks: latency of everything on the host rises with the next one.",
      action: "Run `top` on the host; move or limit the heaviest container, or add a host.",
    }),

    alert("HostOverloaded", {
      ...about,
      concern: "performance",
      expr: promql`instance:node_load1_per_core:ratio > ${limits.loadPerCore}`,
      for: "15m",
      severity: "warning",
      summary: "{{ $labels.instance }} has {{ $value | humanize }} tasks waiting or running per core",
      description: "Work queues for the CPU or for disks; requests to this host wait their turn.",
      action: "If the CPU is idle, look at disks (`iostat -x 1`); else stop or move the heaviest work.",
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
      description: "At 100% nothing on the host can open a file or accept a connection.",
      action:
        "Find the process that leaks: `for p in /proc/[0-9]*; do echo $(ls $p/fd | wc -l) $p; done | sort -n | tail`.",
    }),
  ],
});
