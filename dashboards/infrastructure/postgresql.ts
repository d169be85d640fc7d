import { collapsedRow, line, panels, promql, units } from "bigdata-monitoring";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";
import { databases } from "./selectors.ts";

const server = job("postgres-exporter");
const limits = thresholds.postgresql;

const atAGlance = line(4, [
  reachable(promql`pg_up{${server}}`),
  panels.stat("Connections used", {
    description: "Share of the connections open to ordinary users that are in use.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.connectionsUsed),
    queries: [panels.query(promql`max(instance:postgresql_connections_used:ratio{${server}})`)],
  }),
  panels.stat("Longest transaction", {
    description: "How long the oldest open transaction has been open: it holds back vacuum and locks.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.transactionDuration),
    queries: [panels.query(promql`max(pg_stat_activity_max_tx_duration{${databases}})`)],
  }),
  panels
    .stat("Cache hits", {
      description:
        "Share of blocks that were found in memory, in the worst database that reads more than 100 a second.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.below(limits.cacheHitRatio),
      queries: [panels.query(promql`min(database:postgresql_cache_hits:ratio_rate5m{${databases}})`)],
    })
    .noValue("quiet"),
  panels.stat("Behind the primary", {
    description: "Seconds that the standby furthest behind has still to replay.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.replicationLag),
    queries: [panels.query(promql`max(pg_replication_lag_seconds{${server}})`)],
  }),
]);

const work = line(8, [
  panels.stacked("Transactions, by database", {
    description: "Transactions committed.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(
        promql`sum by (datname) (rate(pg_stat_database_xact_commit{${databases}}[$__rate_interval]))`,
        "{{datname}}",
      ),
    ],
  }),
  panels.timeseries("Rolled back, by database", {
    description: "Share of the transactions that were rolled back. The limit is that of the alert.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.rollbackRatio),
    queries: [
      panels.query(promql`max by (datname) (database:postgresql_rollbacks:ratio_rate5m{${databases}})`, "{{datname}}"),
    ],
  }),
  panels.stacked("Rows, by operation", {
    description: "Rows fetched and changed over all chosen databases.",
    unit: units.RowsPerSecond,
    queries: [
      panels.query(promql`sum(rate(pg_stat_database_tup_fetched{${databases}}[$__rate_interval]))`, "fetched"),
      panels.query(promql`sum(rate(pg_stat_database_tup_inserted{${databases}}[$__rate_interval]))`, "inserted"),
      panels.query(promql`sum(rate(pg_stat_database_tup_updated{${databases}}[$__rate_interval]))`, "updated"),
      panels.query(promql`sum(rate(pg_stat_database_tup_deleted{${databases}}[$__rate_interval]))`, "deleted"),
    ],
  }),
]);

const trouble = line(8, [
  panels.stacked("Connections, by state", {
    description: "Idle in transaction is the state to worry about: it holds locks and does nothing.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (state) (pg_stat_activity_count{${databases}})`, "{{state}}")],
  }),
  panels.stacked("Locks, by mode", {
    description: "Locks held or waited for.",
    unit: units.Short,
    queries: [panels.query(promql`sum by (mode) (pg_locks_count{${databases}}) > 0`, "{{mode}}")],
  }),
  panels.timeseries("Size, by database", {
    description: "Disk used by each database, and by the write-ahead log of the server.",
    unit: units.BytesIEC,
    queries: [
      panels.query(promql`sum by (datname) (pg_database_size_bytes{${databases}})`, "{{datname}}"),
      panels.query(promql`sum(pg_wal_size_bytes{${server}})`, "write-ahead log"),
    ],
  }),
]);

export const postgresql = collapsedRow("PostgreSQL", atAGlance, work, trouble);
