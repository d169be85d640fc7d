import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";
import { databases, serversOf } from "./selectors.ts";

const server = serversOf("postgres-exporter");
const limits = thresholds.postgresql;

const atAGlance = line(4, [
  reachable(promql`pg_up{${server}}`),
  panels.stat("Connection usage", {
    description: "Connections in use, as a share of those that are not reserved for superusers.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.connectionsUsed),
    queries: [panels.query(promql`max(instance:postgresql_connections_used:ratio{${server}})`)],
  }),
  panels.stat("Longest transaction", {
    description: "Age of the oldest open transaction. It delays vacuum and holds locks.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.transactionDuration),
    queries: [panels.query(promql`max(pg_stat_activity_max_tx_duration{${databases}})`)],
  }),
  panels
    .stat("Cache hit ratio", {
      description:
        "Share of blocks found in memory. Shows the lowest database that reads more than 100 blocks per second.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(limits.cacheHitRatio),
      queries: [panels.query(promql`min(database:postgresql_cache_hits:ratio_rate5m{${databases}})`)],
    })
    .noValue("no traffic"),
  panels.stat("Replication lag", {
    description: "Time that the slowest standby is behind the primary.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.replicationLag),
    queries: [panels.query(promql`max(pg_replication_lag_seconds{${server}})`)],
  }),
]);

const work = line(8, [
  panels.stacked("Committed transactions by database", {
    description: "Transactions that were committed.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(
        promql`sum by (datname) (rate(pg_stat_database_xact_commit{${databases}}[$__rate_interval]))`,
        "{{datname}}",
      ),
    ],
  }),
  panels.timeseries("Rollback ratio by database", {
    description: "Share of transactions that were rolled back. The threshold is that of the alert.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.rollbackRatio),
    queries: [
      panels.query(promql`max by (datname) (database:postgresql_rollbacks:ratio_rate5m{${databases}})`, "{{datname}}"),
    ],
  }),
  panels.stacked("Rows by operation", {
    description: "Rows fetched and changed in the selected databases.",
    unit: units.RowsPerSecond,
    queries: [
      panels.query(promql`sum(rate(pg_stat_database_tup_fetched{${databases}}[$__rate_interval]))`, "fetched"),
      panels.query(promql`sum(rate(pg_stat_database_tup_inserted{${databases}}[$__rate_interval]))`, "inserted"),
      panels.query(promql`sum(rate(pg_stat_database_tup_updated{${databases}}[$__rate_interval]))`, "updated"),
      panels.query(promql`sum(rate(pg_stat_database_tup_deleted{${databases}}[$__rate_interval]))`, "deleted"),
    ],
  }),
]);

const sessions = line(8, [
  panels.stacked("Connections by state", {
    description: "Sessions that are idle in transaction hold locks and do nothing.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (state) (pg_stat_activity_count{${databases}})`, "{{state}}")],
  }),
  panels.stacked("Locks by mode", {
    description: "Locks that sessions hold or wait for.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (mode) (pg_locks_count{${databases}}) > 0`, "{{mode}}")],
  }),
  panels.timeseries("Database and WAL size", {
    description: "Disk space of each database, and of the server's write-ahead log.",
    unit: units.BytesIEC,
    queries: [
      panels.query(promql`sum by (datname) (pg_database_size_bytes{${databases}})`, "{{datname}}"),
      panels.query(promql`sum(pg_wal_size_bytes{${server}})`, "write-ahead log"),
    ],
  }),
]);

export const postgresql = row("PostgreSQL", atAGlance, work, sessions);
