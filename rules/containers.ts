// Restarts, health, memory and CPU of containers.
import { alert, defineRules, type Promql, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { expected } from "../expected.ts";
import { ownerByContainer, permanentContainers } from "../owners.ts";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

// cAdvisor also exposes slices and scopes, which have no name.
const container = `${job("cadvisor")},name!=""`;
const limits = thresholds.containers;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: rowRef("infrastructure", "Container performance"),
  labels: { team: ownerByContainer },
  logs: '{source="container", container="{{ $labels.name }}"}',
} as const;

/**
 * The containers of this stack that no host runs.
 * @param clusters that each run the stack
 */
export function goneContainers(clusters: readonly string[]): Promql {
  const places = clusters.length === 0 ? [""] : clusters.map((cluster) => `,cluster="${cluster}"`);
  const absent = permanentContainers().flatMap((name) =>
    places.map((place) => `absent(container_last_seen{${job("cadvisor")},name="bigdata-${name}"${place}})`),
  );
  return promql`
    (${absent.join(" or ")})
    and on (${clusters.length === 0 ? "" : "cluster"}) container_last_seen{${job("cadvisor")},name=~"bigdata-.+"}`;
}

export default defineRules({
  interval: "1m",
  rules: [
    alert("ContainerRestarting", {
      ...about,
      expr: promql`changes(container_start_time_seconds{${container}}[30m]) > ${limits.restarts}`,
      for: "0m",
      severity: "warning",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} restarted {{ $value }} times in 30 minutes",
      description: "The container starts and exits again. Its service is available only in between.",
      action:
        "Run `docker logs --tail 100 {{ $labels.name }}` and `docker inspect {{ $labels.name }}` for its exit code.",
    }),

    // Only where cAdvisor names containers as Docker Compose does.
    alert("ContainerGone", {
      ...about,
      expr: goneContainers(expected.stackClusters),
      for: "5m",
      severity: "warning",
      summary: "Container {{ $labels.name }} does not run",
      description: "The stack defines it, but no host runs it. Its restart policy may have given up.",
      action:
        "Run `docker ps -a --filter name={{ $labels.name }}` and start it. If it was removed on purpose, remove it from stack.ts.",
    }),

    alert("ContainerUnhealthy", {
      ...about,
      concern: "performance",
      expr: promql`container_health_state{${container}} == 0`,
      for: "5m",
      severity: "warning",
      keepFiringFor: "10m",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} fails its health check",
      description: "The process runs but does not respond correctly.",
      action:
        "Run `docker inspect --format '{{ `{{json .State.Health}}` }}' {{ $labels.name }}` to see the output of its health check.",
    }),

    alert("ContainerKilledForMemory", {
      ...about,
      expr: promql`increase(container_oom_events_total{${container}}[10m]) > 0`,
      for: "0m",
      severity: "warning",
      summary: "Container {{ $labels.name }} on {{ $labels.instance }} was killed because it used too much memory",
      description:
        "The kernel killed a process of the container (OOM). This will happen again when it needs as much memory.",
      action: text`Raise \`mem_limit\` in compose, or find the cause of the growth in ${panelRef("infrastructure", "Memory usage by container")}.`,
    }),

    alert("ContainerMemoryNearLimit", {
      ...about,
      expr: promql`container:memory_used_of_limit:ratio > ${limits.memoryUsed}`,
      for: "10m",
      severity: "warning",
      summary:
        "Container {{ $labels.name }} on {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory limit",
      description: "At 100% the kernel kills its processes.",
      action:
        "Run `docker stats {{ $labels.name }}` to see whether the usage still grows. Raise `mem_limit` in compose, or fix the leak.",
    }),

    alert("ContainerCpuThrottled", {
      ...about,
      concern: "performance",
      expr: promql`container:cpu_throttled:ratio_rate5m > ${limits.cpuThrottled}`,
      for: "15m",
      severity: "warning",
      summary:
        "Container {{ $labels.name }} on {{ $labels.instance }} is throttled {{ $value | humanizePercentage }} of the time",
      description: "It needs more CPU than its limit allows, so its service is slow.",
      action: text`Raise \`cpus\` in compose, or reduce its load. ${panelRef("infrastructure", "CPU usage by container")} shows its usage.`,
    }),
  ],
});
