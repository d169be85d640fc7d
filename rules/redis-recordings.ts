// Commands, lookups, memory and connections of Redis, for alerts and panels.
import { defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const redis = job("redis-exporter");

export default defineRules({
  interval: "30s",
  rules: [
    record(
      "instance:redis_commands:rate5m",
      promql`rate(redis_commands_processed_total{${redis}}[5m])`,
      "Commands per second",
    ),
    record(
      "instance:redis_command_duration_seconds:rate5m",
      promql`
        sum by (cluster, job, instance) (rate(redis_commands_duration_seconds_total{${redis}}[5m]))
          / (sum by (cluster, job, instance) (rate(redis_commands_total{${redis}}[5m])) > 0)`,
      "Average CPU time of a command",
    ),
    record(
      "instance:redis_lookups:rate5m",
      promql`rate(redis_keyspace_hits_total{${redis}}[5m]) + rate(redis_keyspace_misses_total{${redis}}[5m])`,
      "Keys looked up per second",
    ),
    record(
      "instance:redis_keyspace_hits:ratio_rate5m",
      promql`rate(redis_keyspace_hits_total{${redis}}[5m]) / (instance:redis_lookups:rate5m > 0)`,
      "Share of lookups that found their key",
    ),
    // A maxmemory of 0 means that there is no limit.
    record(
      "instance:redis_memory_used_of_max:ratio",
      promql`redis_memory_used_bytes{${redis}} / (redis_memory_max_bytes{${redis}} > 0)`,
      "Share of maxmemory in use",
    ),
    record(
      "instance:redis_connections_used:ratio",
      promql`redis_connected_clients{${redis}} / (redis_config_maxclients{${redis}} > 0)`,
      "Share of maxclients connected",
    ),
  ],
});
