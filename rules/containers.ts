// Do containers stay up, and within their limits?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

// cAdvisor also tells of slices and scopes, which have no name.
const container = `${job("cadvisor")},name!=""`;
const limits = thresholds.containers;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: "infrastructure",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ContainerRestarting", {
      ...about,
      expr: (limit) => promql`changes(container_start_time_seconds{${container}}[30m]) > ${limit}`,
      severities: {
        warning: { limit: limits.restarts.warning, for: "0m" },
        critical: { limit: limits.restarts.critical, for: "0m" },
      },
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} restarted {{ $value }} times in half an hour",
      description: "It starts and dies: what it serves is there only in between.",
      action:
        "Run `docker logs --tail 100 {{ $labels.name }}` and `docker inspect {{ $labels.name }}` for its exit code.",
    }),

    // By name, because a container that is made anew has another id.
    alert("ContainerGone", {
      ...about,
      expr: promql`
        group by (job, instance, name) (container_last_seen{${job("cadvisor")},name=~"bigdata-.+"} offset 1h)
        unless group by (job, instance, name) (container_last_seen{${job("cadvisor")}} > time() - 120)`,
      for: "5m",
      severity: "warning",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} is gone",
      description: "It ran an hour ago and does not now. If nobody removed it, its restart policy has given up.",
      action:
        "Run `docker ps -a --filter name={{ $labels.name }}` and start it, or silence this if it was removed on purpose.",
    }),

    alert("ContainerUnhealthy", {
      ...about,
      concern: "performance",
      expr: promql`container_health_state{${container}} == 0`,
      for: "5m",
      severity: "warning",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} fails its health check",
      description: "The process runs and does not answer as it should.",
      action:
        "Run `docker inspect --format '{{ `{{json .State.Health}}` }}' {{ $labels.name }}` to see what its check says.",
    }),

    alert("ContainerKilledForMemory", {
      ...about,
      expr: promql`increase(container_oom_events_total{${container}}[10m]) > 0`,
      for: "0m",
      severity: "warning",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} was killed for using too much memory",
      description: "What it was doing is lost, and will be again as soon as it needs as much.",
      action:
        "Raise `mem_limit` in compose, or find what made it grow: Infrastructure, row Container performance, shows the hours before.",
    }),

    alert("ContainerMemoryNearLimit", {
      ...about,
      expr: (limit) => promql`container:memory_used_of_limit:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.memoryUsed.warning, for: "10m" },
        critical: { limit: limits.memoryUsed.critical, for: "5m" },
      },
      summary:
        "Container {{ $labels.name }} on {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory",
      description: "At 100% the kernel kills it, in the middle of what it does.",
      action:
        "Run `docker stats {{ $labels.name }}` to see whether it still grows; raise `mem_limit` in compose or find the leak.",
    }),

    alert("ContainerMemoryExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(container:memory_used_of_limit:ratio[1h], 2 * 3600) > 1
        and container:memory_used_of_limit:ratio offset 45m
        and container:memory_used_of_limit:ratio > 0.6`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} reaches its memory limit within 2 hours",
      description: "Its memory has been growing for an hour. When the limit is reached the kernel kills it.",
      action: "Look for a leak since the last release; restart it at a time that suits, before the kernel chooses one.",
    }),

    alert("ContainerCpuThrottled", {
      ...about,
      concern: "performance",
      expr: promql`container:cpu_throttled:ratio_rate5m > ${limits.cpuThrottled}`,
      for: "15m",
      severity: "warning",
      summary:
        "Container {{ $labels.name }} on {{ $labels.instance }} is held back {{ $value | humanizePercentage }} of the time",
      description: "It wants more CPU than its limit allows, and waits: what it serves is slow.",
      action:
        "Raise `cpus` in compose, or lower its load; Infrastructure, row Container performance, shows what it would use.",
    }),
  ],
});
