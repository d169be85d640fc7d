// Is a machine alive, and what is it short of? Disks and networks have files of their own.
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const host = job("node-exporter");
const web1 = `${host},instance="web1"`;
const limits = thresholds.hosts;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: "infrastructure",
} as const;

const memoryLow = {
  ...about,
  summary: "{{ $labels.instance }} has only {{ $value | humanizePercentage }} of its memory available",
  description: "When memory runs out the kernel kills processes, and whatever runs on this host dies without warning.",
  action:
    "Run `ps aux --sort=-rss | head` on the host and stop or restart what grew; move work away if all of it is due.",
} as const;

const descriptors = {
  ...about,
  summary: "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its file descriptors",
  description: "At 100% nothing on the host can open a file or accept a connection.",
  action:
    "Find the process that leaks: `for p in /proc/[0-9]*; do echo $(ls $p/fd | wc -l) $p; done | sort -n | tail`.",
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
      examples: {
        fires: [{ series: { [`up{${web1}}`]: "1x2 0x10" }, at: "6m", labels: { instance: "web1" } }],
        quiet: [
          { name: "one missed scrape", series: { [`up{${web1}}`]: "1 1 0 1 1 0 1 1" }, at: "6m" },
          { name: "something else", series: { 'up{job="grafana",instance="web1"}': "0x10" }, at: "6m" },
        ],
      },
    }),

    alert("HostMemoryLow", {
      ...memoryLow,
      expr: promql`instance:node_memory_available:ratio < ${limits.memoryAvailable.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: memory("9x20"), at: "12m", labels: { instance: "web1" }, message: "9%" }],
        quiet: [
          { name: "just enough", series: memory("10x20"), at: "15m" },
          { name: "a short dip", series: memory("50x3 9x8 50x10"), at: "12m" },
        ],
      },
    }),
    alert("HostMemoryLow", {
      ...memoryLow,
      expr: promql`instance:node_memory_available:ratio < ${limits.memoryAvailable.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: memory("4x20"), at: "7m" }],
        quiet: [{ name: "low, not yet critical", series: memory("6x20"), at: "15m" }],
      },
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
      examples: {
        fires: [
          { series: memory("60-0.5x100"), at: "1h30m", labels: { instance: "web1" } },
          { name: "after half an hour", series: memory("28-0.3x60"), at: "46m" },
        ],
        quiet: [
          { name: "falls from plenty", series: memory("95-0.5x100"), at: "1h30m" },
          { name: "low and steady", series: memory("20x100"), at: "1h30m" },
          { name: "too little history", series: memory("28-0.3x60"), at: "40m" },
          { name: "too few samples", series: memory("28-0.5x50"), step: "3m", at: "1h54m" },
        ],
      },
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
      examples: {
        fires: [{ series: { [`node_vmstat_oom_kill{${web1}}`]: "0x5 1x10" }, at: "8m", labels: { instance: "web1" } }],
        quiet: [{ name: "ten minutes ago", series: { [`node_vmstat_oom_kill{${web1}}`]: "0x5 1x20" }, at: "16m" }],
      },
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
      examples: {
        fires: [{ series: { [`node_pressure_memory_waiting_seconds_total{${web1}}`]: "0+9x20" }, at: "16m" }],
        quiet: [{ series: { [`node_pressure_memory_waiting_seconds_total{${web1}}`]: "0+5x20" }, at: "18m" }],
      },
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
      examples: {
        fires: [{ series: { [`node_cpu_seconds_total{${web1},cpu="0",mode="idle"}`]: "0+3x60" }, at: "40m" }],
        quiet: [
          {
            name: "85% busy",
            series: { [`node_cpu_seconds_total{${web1},cpu="0",mode="idle"}`]: "0+9x60" },
            at: "50m",
          },
          {
            name: "waits for disks",
            series: {
              [`node_cpu_seconds_total{${web1},cpu="0",mode="idle"}`]: "0+3x60",
              [`node_cpu_seconds_total{${web1},cpu="0",mode="iowait"}`]: "0+9x60",
            },
            at: "50m",
          },
        ],
      },
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
      examples: {
        fires: [{ series: load("9x30"), at: "17m", labels: { instance: "web1" } }],
        quiet: [{ name: "two a core", series: load("8x30"), at: "20m" }],
      },
    }),

    alert("HostFileDescriptorsNearLimit", {
      ...descriptors,
      expr: promql`
        node_filefd_allocated{${host}} / node_filefd_maximum{${host}} > ${limits.fileDescriptors.warning}`,
      for: "15m",
      severity: "warning",
      examples: {
        fires: [{ series: files("750x30"), at: "17m", message: "75%" }],
        quiet: [{ series: files("690x30"), at: "20m" }],
      },
    }),
    alert("HostFileDescriptorsNearLimit", {
      ...descriptors,
      expr: promql`
        node_filefd_allocated{${host}} / node_filefd_maximum{${host}} > ${limits.fileDescriptors.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: files("950x30"), at: "7m" }],
        quiet: [{ series: files("850x30"), at: "20m" }],
      },
    }),
  ],
});

/** @param percent samples of the available memory, in percent of the host's */
function memory(percent: string) {
  return {
    [`node_memory_MemAvailable_bytes{${web1}}`]: percent,
    [`node_memory_MemTotal_bytes{${web1}}`]: "100x120",
  };
}

/** A host of four cores. */
function load(samples: string) {
  const cores = ["0", "1", "2", "3"].map((cpu) => [
    `node_cpu_seconds_total{${web1},cpu="${cpu}",mode="idle"}`,
    "0+1x40",
  ]);
  return { [`node_load1{${web1}}`]: samples, ...Object.fromEntries(cores) };
}

/** A host that can open 1000 files. */
function files(allocated: string) {
  return { [`node_filefd_allocated{${web1}}`]: allocated, [`node_filefd_maximum{${web1}}`]: "1000x40" };
}
