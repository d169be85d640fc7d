import {
  BytesIEC,
  OpsPerSecond,
  PercentUnit,
  RowsPerSecond,
  Seconds,
  Short,
} from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, promql } from "bigdata-monitoring";
import { above, below, query, stacked, stat, timeseries } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";
import { databases } from "./selectors.ts";

const server = job("postgres-exporter");
const limits = thresholds.postgresql;

const atAGlance = line(4, [
  reachable(promql`pg_up{${server}}`),
  stat("Connections used", {
    description: "Share of the connections open to ordinary users that are in use.",
    unit: PercentUnit,
    thresholds: above(limits.connectionsUsed),
    queries: [query(promql`max(instance:postgresql_connections_used:ratio{${server}})`)],
  }),
  stat("Longest transaction", {
    description: "How long the oldest open transaction has been open: it holds back vacuum and locks.",
    unit: Seconds,
    thresholds: above(limits.transactionDuration),
    queries: [query(promql`max(pg_stat_activity_max_tx_duration{${databases}})`)],
  }),
  stat("Cache hits", {
    description: "Share of blocks that were found in memory, in the worst database that reads more than 100 a second.",
    unit: PercentUnit,
    thresholds: below(limits.cacheHitRatio),
    queries: [query(promql`min(database:postgresql_cache_hits:ratio_rate5m{${databases}})`)],
  }).noValue("quiet"),
  stat("Behind the primary", {
    description: "Seconds that the standby furthest behind has still to replay.",
    unit: Seconds,
    thresholds: above(limits.replicationLag),
    queries: [query(promql`max(pg_replication_lag_seconds{${server}})`)],
  }),
]);

const work = line(8, [
  stacked("Transactions, by database", {
    description: "Transactions committed.",
    unit: OpsPerSecond,
    queries: [
      query(
        promql`sum by (datname) (rate(pg_stat_database_xact_commit{${databases}}[$__rate_interval]))`,
        "{{datname}}",
      ),
    ],
  }),
  timeseries("Rolled back, by database", {
    description: "Share of the transactions that were rolled back. The limit is that of the alert.",
    unit: PercentUnit,
    thresholds: above(limits.rollbackRatio),
    queries: [
      query(promql`max by (datname) (database:postgresql_rollbacks:ratio_rate5m{${databases}})`, "{{datname}}"),
    ],
  }),
  stacked("Rows, by operation", {
    description: "Rows fetched and changed over all chosen databases.",
    unit: RowsPerSecond,
    queries: [
      query(promql`sum(rate(pg_stat_database_tup_fetched{${databases}}[$__rate_interval]))`, "fetched"),
      query(promql`sum(rate(pg_stat_database_tup_inserted{${databases}}[$__rate_interval]))`, "inserted"),
      query(promql`sum(rate(pg_stat_database_tup_updated{${databases}}[$__rate_interval]))`, "updated"),
      query(promql`sum(rate(pg_stat_database_tup_deleted{${databases}}[$__rate_interval]))`, "deleted"),
    ],
  }),
]);

const trouble = line(8, [
  stacked("Connections, by state", {
    description: "Idle in transaction is the state to worry about: it holds locks and does nothing.",
    unit: Short,
    queries: [query(promql`sum by (state) (pg_stat_activity_count{${databases}})`, "{{state}}")],
  }),
  stacked("Locks, by mode", {
    description: "Locks held or waited for.",
    unit: Short,
    queries: [query(promql`sum by (mode) (pg_locks_count{${databases}}) > 0`, "{{mode}}")],
  }),
  timeseries("Size, by database", {
    description: "Disk used by each database, and by the write-ahead log of the server.",
    unit: BytesIEC,
    queries: [
      query(promql`sum by (datname) (pg_database_size_bytes{${databases}})`, "{{datname}}"),
      query(promql`sum(pg_wal_size_bytes{${server}})`, "write-ahead log"),
    ],
  }),
]);

export const postgresql = collapsedRow("PostgreSQL", atAGlance, work, trouble);
