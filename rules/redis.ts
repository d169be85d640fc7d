// Redis: availability, memory, connections, latency and hit ratio.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
const limits = thresholds.redis;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("infrastructure", "Redis"),
} as const;

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
      expr: (limit) => promql`instance:redis_memory_used_of_max:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.memoryUsed.warning, for: "15m" },
        critical: { limit: limits.memoryUsed.critical, for: "5m" },
      },
      summary: "Redis {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its maxmemory",
      description:
        "At 100% Redis evicts features or rejects writes, depending on its policy. Fraud detection then has fewer features.",
      action:
        "Run `redis-cli --bigkeys` and `redis-cli INFO memory`. Shorten TTLs, drop old feature views, or raise maxmemory.",
    }),

    alert("RedisMemoryExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(instance:redis_memory_used_of_max:ratio[2h], 6 * 3600) > 1
        and instance:redis_memory_used_of_max:ratio offset 1h
        and instance:redis_memory_used_of_max:ratio > 0.5`,
      for: "30m",
      severity: "warning",
      kind: "prediction",
      summary: "Redis {{ $labels.instance }} reaches its maxmemory within 6 hours",
      description: "Its memory has grown for 2 hours. At maxmemory it evicts features or rejects writes.",
      action: "Find large keys with `redis-cli --bigkeys`. Set a TTL for keys without one, or raise maxmemory.",
    }),

    alert("RedisEvictsKeys", {
      ...about,
      concern: "data-quality",
      expr: promql`rate(redis_evicted_keys_total{${redis}}[5m]) > ${limits.evictions}`,
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

    alert("RedisConnectionsExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(instance:redis_connections_used:ratio[30m], 3600) > 1
        and instance:redis_connections_used:ratio offset 25m
        and instance:redis_connections_used:ratio > 0.5`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary: "Redis {{ $labels.instance }} runs out of connections within one hour",
      description:
        "Clients connect faster than they disconnect. Without free connections, features can be neither read nor written.",
      action:
        "Run `redis-cli CLIENT LIST` and group by `name`. Restart or roll back the service that leaks connections.",
    }),

    alert("RedisRefusesConnections", {
      ...about,
      expr: promql`increase(redis_rejected_connections_total{${redis}}[5m]) > 0`,
      for: "2m",
      severity: "critical",
      summary: "Redis {{ $labels.instance }} rejected {{ $value | humanize }} connections in 5 minutes",
      description: "All of its connections are in use. Services that start or reconnect get no features.",
      action:
        "Run `redis-cli CONFIG SET maxclients` with a higher number. Then find the leak with `redis-cli CLIENT LIST`.",
    }),

    alert("RedisCommandsSlow", {
      ...about,
      concern: "performance",
      expr: promql`
        instance:redis_command_duration_seconds:rate5m > ${limits.commandDuration}
        and on (job, instance) instance:redis_commands:rate5m > 10`,
      for: "10m",
      severity: "warning",
      summary: "A command takes Redis {{ $labels.instance }} {{ $value | humanizeDuration }} on average",
      description: "Redis runs one command at a time, so a slow command delays all lookups.",
      action: "Run `redis-cli SLOWLOG GET 20`. Look for KEYS, large HGETALL or a Lua script, and fix its caller.",
    }),

    alert("RedisHitRatioLow", {
      ...about,
      concern: "data-quality",
      expr: promql`
        instance:redis_keyspace_hits:ratio_rate5m < ${limits.hitRatio}
        and instance:redis_lookups:rate5m > 10`,
      for: "15m",
      severity: "warning",
      summary: "Only {{ $value | humanizePercentage }} of lookups in Redis {{ $labels.instance }} find their key",
      description:
        "Features are missing: they were not written, have expired or were evicted. Predictions get worse without an error.",
      action: text`Check ${panelRef("fraud-ml", "Time since refresh by feature view")}, and refresh the views that are late.`,
    }),
  ],
});
