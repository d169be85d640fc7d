import {
  BytesIEC,
  BytesPerSecondIEC,
  OpsPerSecond,
  PercentUnit,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, promql } from "bigdata-monitoring";
import { above, below, boardLink, largest, query, stacked, stat, timeseries } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";

const server = job("redis-exporter");
const limits = thresholds.redis;

const atAGlance = line(4, [
  reachable(promql`redis_up{${server}}`),
  stat("Memory used", {
    description: "Share of maxmemory in use. At 100 % Redis evicts keys or refuses writes.",
    unit: PercentUnit,
    thresholds: above(limits.memoryUsed),
    queries: [query(promql`max(instance:redis_memory_used_of_max:ratio{${server}})`)],
  }).noValue("no limit"),
  stat("Lookups that hit", {
    description: "Share of the lookups that found their key.",
    unit: PercentUnit,
    thresholds: below(limits.hitRatio),
    queries: [query(promql`min(instance:redis_keyspace_hits:ratio_rate5m{${server}})`)],
  }).noValue("quiet"),
  stat("Keys evicted", {
    description: "Keys removed to make room: features that will be missed.",
    unit: OpsPerSecond,
    thresholds: above(limits.evictions),
    queries: [query(promql`sum(rate(redis_evicted_keys_total{${server}}[$__rate_interval]))`)],
  }),
  stat("Last snapshot", {
    description: "Age of the snapshot that a restart would begin from.",
    unit: Seconds,
    thresholds: above(limits.snapshotAge),
    queries: [query(promql`max(time() - redis_rdb_last_save_timestamp_seconds{${server}})`)],
  }),
]);

const work = line(8, [
  stacked("Commands", {
    description: "The six commands called most.",
    unit: OpsPerSecond,
    queries: [
      query(
        largest(
          6,
          promql`sum by (cmd) (rate(redis_commands_total{${server}}[$__rate_interval]))`,
          promql`sum by (cmd) (rate(redis_commands_total{${server}}[$__range] @ end())) > 0`,
        ),
        "{{cmd}}",
      ),
    ],
  }).links([boardLink("What the feature store does with them", "fraud-ml")]),
  timeseries("Time of a command, average", {
    description: "Time that Redis needs for a command. The limit is that of the alert.",
    unit: Seconds,
    thresholds: above(limits.commandDuration),
    queries: [query(promql`instance:redis_command_duration_seconds:rate5m{${server}}`, "{{instance}}")],
  }),
  timeseries("Traffic", {
    description: "Bytes received above the line and sent below it.",
    unit: BytesPerSecondIEC,
    queries: [
      query(promql`sum(rate(redis_net_input_bytes_total{${server}}[$__rate_interval]))`, "received"),
      query(promql`-sum(rate(redis_net_output_bytes_total{${server}}[$__rate_interval]))`, "sent"),
    ],
  }).axisCenteredZero(true),
]);

const state = line(8, [
  timeseries("Memory", {
    description: "Memory that Redis allocated, and what its process holds: much more means fragmentation.",
    unit: BytesIEC,
    queries: [
      query(promql`redis_memory_used_bytes{${server}}`, "allocated · {{instance}}"),
      query(promql`redis_memory_used_rss_bytes{${server}}`, "held · {{instance}}"),
    ],
  }),
  stacked("Keys, by database", {
    description: "Keys in each logical database.",
    unit: Short,
    queries: [query(promql`sum by (db) (redis_db_keys{${server}}) > 0`, "{{db}}")],
  }),
  timeseries("Clients", {
    description: "Clients connected, and those that wait on a blocking command.",
    unit: Short,
    queries: [
      query(promql`sum by (instance) (redis_connected_clients{${server}})`, "connected · {{instance}}"),
      query(promql`sum by (instance) (redis_blocked_clients{${server}})`, "blocked · {{instance}}"),
    ],
  }),
]);

export const redis = collapsedRow("Redis", atAGlance, work, state);
