import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";
import { serversOf } from "./selectors.ts";

const server = serversOf("redis-exporter");
const limits = thresholds.redis;

const atAGlance = line(4, [
  reachable(promql`redis_up{${server}}`),
  panels
    .stat("Memory usage", {
      description: "Share of maxmemory in use. At 100 %, Redis evicts keys or rejects writes.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(limits.memoryUsed),
      queries: [panels.query(promql`max(instance:redis_memory_used_of_max:ratio{${server}})`)],
    })
    .noValue("no limit"),
  panels
    .stat("Keyspace hit ratio", {
      description: "Share of lookups that found their key.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(limits.hitRatio),
      queries: [panels.query(promql`min(instance:redis_keyspace_hits:ratio_rate5m{${server}})`)],
    })
    .noValue("no traffic"),
  panels.stat("Evicted keys", {
    description: "Keys removed to free memory. Models then miss these features.",
    unit: units.OpsPerSecond,
    thresholds: panels.thresholds.above(limits.evictions),
    queries: [panels.query(promql`sum(rate(redis_evicted_keys_total{${server}}[$__rate_interval]))`)],
  }),
  panels.stat("Snapshot age", {
    description: "Age of the snapshot that Redis loads after a restart.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.snapshotAge),
    queries: [panels.query(promql`max(time() - redis_rdb_last_save_timestamp_seconds{${server}})`)],
  }),
]);

const work = line(8, [
  panels
    .stacked("Commands by type", {
      description: "Shows the six most frequent commands.",
      unit: units.OpsPerSecond,
      queries: [
        panels.query(
          panels.topSeries(
            6,
            promql`sum by (cmd) (rate(redis_commands_total{${server}}[$__rate_interval]))`,
            promql`sum by (cmd) (rate(redis_commands_total{${server}}[$__range] @ end())) > 0`,
          ),
          "{{cmd}}",
        ),
      ],
    })
    .links([panels.dashboardLink("Feature store", "fraud-ml")]),
  panels.timeseries("Command duration, average", {
    description: "Time that Redis takes for a command. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.commandDuration),
    queries: [panels.query(promql`instance:redis_command_duration_seconds:rate5m{${server}}`, "{{instance}}")],
  }),
  panels
    .timeseries("Client traffic", {
      description: "Bytes received (positive) and sent (negative).",
      unit: units.BytesPerSecondIEC,
      queries: [
        panels.query(promql`sum(rate(redis_net_input_bytes_total{${server}}[$__rate_interval]))`, "received"),
        panels.query(promql`-sum(rate(redis_net_output_bytes_total{${server}}[$__rate_interval]))`, "sent"),
      ],
    })
    .axisCenteredZero(true),
]);

const state = line(8, [
  panels.timeseries("Memory allocated and resident", {
    description:
      "Memory that Redis allocated, and resident memory of its process. A large difference means fragmentation.",
    unit: units.BytesIEC,
    queries: [
      panels.query(promql`redis_memory_used_bytes{${server}}`, "allocated · {{instance}}"),
      panels.query(promql`redis_memory_used_rss_bytes{${server}}`, "resident · {{instance}}"),
    ],
  }),
  panels.stacked("Keys by database", {
    description: "Keys in each logical database.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (db) (redis_db_keys{${server}}) > 0`, "{{db}}")],
  }),
  panels.timeseries("Clients", {
    description: "Connected clients, and those that wait for a blocking command.",
    unit: units.Short,
    queries: [
      panels.query(promql`sum by (instance) (redis_connected_clients{${server}})`, "connected · {{instance}}"),
      panels.query(promql`sum by (instance) (redis_blocked_clients{${server}})`, "blocked · {{instance}}"),
    ],
  }),
]);

export const redis = row("Redis", atAGlance, work, state);
