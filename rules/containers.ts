// Do containers stay up, and within their limits?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

// cAdvisor also tells of slices and scopes, which have no name.
const container = `${job("cadvisor")},name!=""`;
const etl = `{${job("cadvisor")},instance="web1",id="/docker/4f1",image="etl:2.1",name="bigdata-etl"}`;
const slice = `{${job("cadvisor")},instance="web1",id="/system.slice/cron.service"}`;
const labels = { instance: "web1", name: "bigdata-etl" };
const limits = thresholds.containers;
const about = {
  team: "platform",
  domain: "infrastructure",
  concern: "resources",
  dashboard: "infrastructure",
} as const;

const nearLimit = {
  ...about,
  summary:
    "Container {{ $labels.name }} on {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its memory",
  description: "At 100% the kernel kills it, in the middle of what it does.",
  action:
    "Run `docker stats {{ $labels.name }}` to see whether it still grows; raise `mem_limit` in compose or find the leak.",
} as const;

const restarting = {
  ...about,
  summary: "Container {{ $labels.name }} on {{ $labels.instance }} restarted {{ $value }} times in half an hour",
  description: "It starts and dies: what it serves is there only in between.",
  action: "Run `docker logs --tail 100 {{ $labels.name }}` and `docker inspect {{ $labels.name }}` for its exit code.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("ContainerRestarting", {
      ...restarting,
      expr: promql`changes(container_start_time_seconds{${container}}[30m]) > ${limits.restarts.warning}`,
      for: "0m",
      severity: "warning",
      examples: {
        fires: [{ series: started("100 100 200 200 300 300 400x20"), at: "8m", labels }],
        quiet: [
          { name: "deployed twice", series: started("100 100 200 200 300x20"), at: "8m" },
          { name: "a service of the host", series: started("100 100 200 200 300 300 400x20", slice), at: "8m" },
          { name: "half an hour later", series: started("100 200 300 400x60"), at: "40m" },
        ],
      },
    }),
    alert("ContainerRestarting", {
      ...restarting,
      expr: promql`changes(container_start_time_seconds{${container}}[30m]) > ${limits.restarts.critical}`,
      for: "0m",
      severity: "critical",
      examples: {
        fires: [{ series: started("100+60x7 700x20"), at: "9m", labels }],
        quiet: [
          { name: "five times", series: started("100+60x5 400x20"), at: "9m" },
          { name: "a service of the host", series: started("100+60x7 700x20", slice), at: "9m" },
          { name: "half an hour later", series: started("100+60x7 520x60"), at: "45m" },
        ],
      },
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
      examples: {
        fires: [{ series: seen("0+60x65 _x60"), at: "1h15m", labels }],
        quiet: [
          {
            name: "made anew with another id",
            series: { ...seen("0+60x65 _x60"), ...seen("_x65 3900+60x60", "9c2") },
            at: "1h15m",
          },
          { name: "removed long ago", series: seen("0+60x10 _x120"), at: "1h30m" },
          { name: "seen 100 seconds ago", series: seen("-100+60x100"), at: "1h15m" },
          {
            name: "somebody else's",
            series: { [`container_last_seen${etl.replace("bigdata-etl", "sandbox")}`]: "0+60x65 _x60" },
            at: "1h15m",
          },
        ],
      },
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
      examples: {
        fires: [{ series: { [`container_health_state${etl}`]: "0x10" }, at: "7m", labels }],
        quiet: [
          { name: "still starting", series: { [`container_health_state${etl}`]: "0x3 1x10" }, at: "7m" },
          { name: "has no check", series: { [`container_health_state${etl}`]: "-1x10" }, at: "7m" },
          { name: "a service of the host", series: { [`container_health_state${slice}`]: "0x10" }, at: "7m" },
        ],
      },
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
      examples: {
        fires: [{ series: { [`container_oom_events_total${etl}`]: "0x5 1x10" }, at: "8m", labels }],
        quiet: [
          { name: "ten minutes ago", series: { [`container_oom_events_total${etl}`]: "0x5 1x20" }, at: "16m" },
          { name: "a service of the host", series: { [`container_oom_events_total${slice}`]: "0x5 1x10" }, at: "8m" },
        ],
      },
    }),

    alert("ContainerMemoryNearLimit", {
      ...nearLimit,
      expr: promql`container:memory_used_of_limit:ratio > ${limits.memoryUsed.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: memory("86x20"), at: "12m", labels, message: "86%" }],
        quiet: [
          { name: "below", series: memory("85x20"), at: "15m" },
          { name: "unlimited", series: memory("86x20", "0x20"), at: "15m" },
        ],
      },
    }),
    alert("ContainerMemoryNearLimit", {
      ...nearLimit,
      expr: promql`container:memory_used_of_limit:ratio > ${limits.memoryUsed.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: memory("96x20"), at: "7m", labels }],
        quiet: [{ name: "near, not yet critical", series: memory("95x20"), at: "15m" }],
      },
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
      examples: {
        fires: [{ series: memory("40+0.4x100"), at: "1h20m", labels }],
        quiet: [
          { name: "grows from little", series: memory("10+0.5x90"), at: "1h20m" },
          { name: "much and steady", series: memory("75x100"), at: "1h20m" },
          { name: "just started", series: memory("60+1x25"), at: "25m" },
        ],
      },
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
      examples: {
        fires: [{ series: throttled("0+160x40"), at: "22m", labels }],
        quiet: [{ series: throttled("0+150x40"), at: "30m" }],
      },
    }),
  ],
});

function started(samples: string, what = etl) {
  return { [`container_start_time_seconds${what}`]: samples };
}

function seen(samples: string, id = "4f1") {
  return { [`container_last_seen${etl.replace("4f1", id)}`]: samples };
}

/** Memory in percent of a limit of 100 bytes. */
function memory(workingSet: string, limit = "100x100") {
  return {
    [`container_memory_working_set_bytes${etl}`]: workingSet,
    [`container_spec_memory_limit_bytes${etl}`]: limit,
  };
}

/** A container with ten CPU periods a second, 600 a minute. */
function throttled(periods: string) {
  return {
    [`container_cpu_cfs_throttled_periods_total${etl}`]: periods,
    [`container_cpu_cfs_periods_total${etl}`]: "0+600x40",
  };
}
