// Does Redis serve, and has it room left?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const redis = job("redis-exporter");
const features = `{${redis},instance="features:6379"}`;
const labels = { instance: "features:6379" };
const limits = thresholds.redis;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

const nearMaxmemory = {
  ...about,
  summary: "Redis {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its maxmemory",
  description: "At 100% it evicts features or refuses writes, by its policy: fraud detection then judges on less.",
  action:
    "Run `redis-cli --bigkeys` and `redis-cli INFO memory`; shorten lifetimes, drop old views or raise maxmemory.",
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
      description: "The feature store is gone: fraud detection has no features to judge by.",
      action:
        "Run `docker logs --tail 100 redis` and `redis-cli PING`; start it, and check that it loads its snapshot.",
      examples: {
        fires: [{ series: { [`redis_up${features}`]: "1x2 0x10" }, at: "5m", labels }],
        quiet: [{ name: "one missed answer", series: { [`redis_up${features}`]: "1 1 0 1 1 1" }, at: "3m" }],
      },
    }),

    alert("RedisMemoryNearLimit", {
      ...nearMaxmemory,
      expr: promql`instance:redis_memory_used_of_max:ratio > ${limits.memoryUsed.warning}`,
      for: "15m",
      severity: "warning",
      examples: {
        fires: [{ series: memory("81x30"), at: "17m", labels, message: "81%" }],
        quiet: [
          { name: "below", series: memory("80x30"), at: "20m" },
          { name: "unlimited", series: memory("81x30", "0x30"), at: "20m" },
        ],
      },
    }),
    alert("RedisMemoryNearLimit", {
      ...nearMaxmemory,
      expr: promql`instance:redis_memory_used_of_max:ratio > ${limits.memoryUsed.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: memory("91x30"), at: "7m", labels }],
        quiet: [{ name: "near, not yet critical", series: memory("90x30"), at: "20m" }],
      },
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
      examples: {
        fires: [{ series: memory("45+0.2x200"), at: "2h30m", labels }],
        quiet: [
          { name: "grows from little", series: memory("5+0.25x200"), at: "2h30m" },
          { name: "much and steady", series: memory("75x200"), at: "2h30m" },
          { name: "filled by a restart", series: memory("50+0.5x50"), at: "50m" },
        ],
      },
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
      examples: {
        fires: [{ series: { [`redis_evicted_keys_total${features}`]: "0+660x30" }, at: "17m", labels }],
        quiet: [{ series: { [`redis_evicted_keys_total${features}`]: "0+590x30" }, at: "25m" }],
      },
    }),

    alert("RedisConnectionsNearLimit", {
      ...about,
      expr: promql`instance:redis_connections_used:ratio > ${limits.connectionsUsed}`,
      for: "10m",
      severity: "warning",
      summary: "Redis {{ $labels.instance }} has {{ $value | humanizePercentage }} of its clients connected",
      description: "At 100% it refuses new clients, and scaling a service up makes that worse.",
      action: "Run `redis-cli CLIENT LIST` and find the service that opens connections without a pool.",
      examples: {
        fires: [{ series: clients("81x30"), at: "12m", labels }],
        quiet: [{ series: clients("80x30"), at: "20m" }],
      },
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
      examples: {
        fires: [
          { series: clients("20+0.7x100"), at: "1h10m", labels },
          { name: "known for 40 minutes", series: clients("45+0.8x60"), at: "42m" },
        ],
        quiet: [
          { name: "grows from few", series: clients("0+1x49"), at: "48m" },
          { name: "many and steady", series: clients("78x100"), at: "1h" },
          { name: "a wave of starts", series: clients("50+1x22 72x20"), at: "20m" },
        ],
      },
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
      examples: {
        fires: [{ name: "a single one", series: refused("0x5 1x10"), at: "8m", labels }],
        quiet: [{ name: "ten minutes ago", series: refused("0x5 1x20"), at: "15m" }],
      },
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
      examples: {
        fires: [{ series: commands({ number: "0+660x30", seconds: "0+0.8x30" }), at: "17m", labels }],
        quiet: [
          { name: "quick enough", series: commands({ number: "0+6000x30", seconds: "0+5x30" }), at: "25m" },
          { name: "hardly used", series: commands({ number: "0+540x30", seconds: "0+12x30" }), at: "25m" },
        ],
      },
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
      examples: {
        fires: [{ series: lookups({ hits: "0+700x40", misses: "0+300x40" }), at: "22m", labels }],
        quiet: [
          { name: "enough found", series: lookups({ hits: "0+810x40", misses: "0+190x40" }), at: "30m" },
          { name: "hardly used", series: lookups({ hits: "0+70x40", misses: "0+300x40" }), at: "30m" },
        ],
      },
    }),
  ],
});

function memory(used: string, max = "100x200") {
  return { [`redis_memory_used_bytes${features}`]: used, [`redis_memory_max_bytes${features}`]: max };
}

function clients(connected: string) {
  return { [`redis_connected_clients${features}`]: connected, [`redis_config_maxclients${features}`]: "100x200" };
}

function refused(connections: string) {
  return { [`redis_rejected_connections_total${features}`]: connections };
}

function commands({ number, seconds }: { number: string; seconds: string }) {
  const get = `${features.slice(0, -1)},cmd="get"}`;
  return {
    [`redis_commands_processed_total${features}`]: number,
    [`redis_commands_total${get}`]: number,
    [`redis_commands_duration_seconds_total${get}`]: seconds,
  };
}

function lookups({ hits, misses }: { hits: string; misses: string }) {
  return { [`redis_keyspace_hits_total${features}`]: hits, [`redis_keyspace_misses_total${features}`]: misses };
}
