// Does Redis serve, and has it room left?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
const limits = thresholds.redis;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("RedisDown", {
      ...about,
      expr: promql`redis_up{${redis}} == 0`,
      for: "1m",
      severity: "critical",
      summary: "Redis {{ $labels.instance }} does not answer",
      description: "The feature store is gone: fraud detection has no features to judge by.",
      action:
        "Run `docker logs --tail 100 redis` and `redis-cli PING`; start it, and check that it loads its snapshot.",
    }),

    alert("RedisMemoryNearLimit", {
      ...about,
      expr: (limit) => promql`instance:redis_memory_used_of_max:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.memoryUsed.warning, for: "15m" },
        critical: { limit: limits.memoryUsed.critical, for: "5m" },
      },
      summary: "Redis {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its maxmemory",
      description: "At 100% it evicts features or refuses writes, by its policy: fraud detection then judges on less.",
      action:
        "Run `redis-cli --bigkeys` and `redis-cli INFO memory`; shorten lifetimes, drop old views or raise maxmemory.",
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
      description: "It has been growing for 2 hours. When it is full it evicts features or refuses writes.",
      action: "Find what grows with `redis-cli --bigkeys`: often keys without a lifetime; set one, or raise maxmemory.",
    }),

    alert("RedisEvictsKeys", {
      ...about,
      concern: "data-quality",
      expr: promql`rate(redis_evicted_keys_total{${redis}}[5m]) > ${limits.evictions}`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} evicts {{ $value | humanize }} keys per second",
      description: "Features that are still wanted are thrown out: models read defaults in their place.",
      action:
        "Compare `redis-cli INFO memory` with what the feature views need, and raise maxmemory or shorten lifetimes.",
    }),

    alert("RedisConnectionsNearLimit", {
      ...about,
      expr: promql`instance:redis_connections_used:ratio > ${limits.connectionsUsed}`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} has {{ $value | humanizePercentage }} of its clients connected",
      description: "At 100% it refuses new clients, and scaling a service up makes that worse.",
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
      summary: "Redis {{ $labels.instance }} runs out of connections within the hour",
      description:
        "Clients connect faster than they leave. When none is left, features can be neither read nor written.",
      action: "Run `redis-cli CLIENT LIST` and group by `name`: restart or roll back the service that leaks.",
    }),

    alert("RedisRefusesConnections", {
      ...about,
      expr: promql`increase(redis_rejected_connections_total{${redis}}[5m]) > 0`,
      for: "2m",
      severity: "critical",
      summary: "Redis {{ $labels.instance }} refused {{ $value | humanize }} connections in 5 minutes",
      description: "All of its connections are taken: whoever starts or reconnects now has no features.",
      action:
        "Run `redis-cli CONFIG SET maxclients` with a higher number now, then find the leak with `redis-cli CLIENT LIST`.",
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
      description: "Redis does one thing at a time: while it works on a slow command every lookup waits.",
      action: "Run `redis-cli SLOWLOG GET 20`; look for KEYS, large HGETALL or a Lua script, and mend its caller.",
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
      description: "Features are missing: not materialised, expired or evicted. Predictions get worse in silence.",
      action:
        "Compare with the refresh of each view under Fraud Detection & ML, row Feature store metrics; rerun what is late.",
    }),
  ],
});
