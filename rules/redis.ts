// Redis: availability, memory, connections, latency and hit ratio.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
const limits = thresholds.redis;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("databases", "Redis"),
} as const;

/** A cache that replaces any of its keys is full by design. What is missing in it, its readers report. */
const exceptCaches = `unless on (cluster, job, instance) redis_instance_info{${redis},maxmemory_policy=~"allkeys-.*"}`;

export default defineRules({
  interval: "1m",
  rules: [
    alert("RedisDown", {
      ...about,
      expr: promql`redis_up{${redis}} == 0`,
      for: "1m",
      severity: "critical",
      summary: "Redis {{ $labels.instance }} does not answer",
      description: "The feature store is down. Fraud detection has no features.",
      action:
        "Run `docker logs --tail 100 redis` and `redis-cli PING`. Start Redis, and check that it loads its snapshot.",
    }),

    alert("RedisMemoryNearLimit", {
      ...about,
      expr: promql`
        instance:redis_memory_used_of_max:ratio > ${limits.memoryUsed}
        ${exceptCaches}`,
      for: "15m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its maxmemory",
      description:
        "At 100% Redis rejects writes, or evicts keys that have a TTL, depending on its policy. Fraud detection then has fewer features.",
      action:
        "Run `redis-cli --bigkeys` and `redis-cli INFO memory`. Shorten TTLs, drop old feature views, or raise maxmemory.",
    }),

    alert("RedisEvictsKeys", {
      ...about,
      concern: "data-quality",
      expr: promql`
        rate(redis_evicted_keys_total{${redis}}[5m]) > ${limits.evictions}
        ${exceptCaches}`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} evicts {{ $value | humanize }} keys per second",
      description: "Redis deletes features that are still in use. Models use default values instead.",
      action: "Compare `redis-cli INFO memory` with the size of the feature views. Raise maxmemory, or shorten TTLs.",
    }),

    alert("RedisConnectionsNearLimit", {
      ...about,
      expr: promql`instance:redis_connections_used:ratio > ${limits.connectionsUsed}`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its client connections",
      description: "At 100% it rejects new clients. Adding instances of a service makes this worse.",
      action: "Run `redis-cli CLIENT LIST` and find the service that opens connections without a pool.",
    }),

    alert("RedisRefusesConnections", {
      ...about,
      expr: promql`increase(redis_rejected_connections_total{${redis}}[5m]) > 0`,
      for: "2m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} rejected {{ $value | humanize }} connections in 5 minutes",
      description: "All of its connections are in use. Services that start or reconnect get no features.",
      action:
        "Raise the limit: `redis-cli CONFIG SET maxclients 20000`. Then find the leak with `redis-cli CLIENT LIST`.",
    }),

    alert("RedisCommandsSlow", {
      ...about,
      concern: "performance",
      expr: promql`
        instance:redis_command_duration_seconds:rate5m > ${limits.commandDuration}
        and on (cluster, job, instance) instance:redis_commands:rate5m > 10`,
      for: "10m",
      severity: "warning",
      summary: "A command takes Redis {{ $labels.instance }} {{ $value | humanizeDuration }} on average",
      description: "Redis runs one command at a time, so a slow command delays all lookups.",
      action: "Run `redis-cli SLOWLOG GET 20`. Look for KEYS, large HGETALL or a Lua script, and fix its caller.",
    }),
  ],
});
