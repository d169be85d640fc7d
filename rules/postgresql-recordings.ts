// Connections, transactions and cache of PostgreSQL, for alerts and panels.
import { defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const postgresql = job("postgres-exporter");

export default defineRules({
  interval: "30s",
  rules: [
    // Services cannot use the connections that are reserved for superusers.
    record(
      "instance:postgresql_connections_used:ratio",
      promql`
        sum by (cluster, job, instance) (pg_stat_activity_count{${postgresql}})
          / (
            sum by (cluster, job, instance) (pg_settings_max_connections{${postgresql}})
              - sum by (cluster, job, instance) (pg_settings_superuser_reserved_connections{${postgresql}})
          )`,
      "Connections in use, as a share of those that are not reserved",
    ),
    record(
      "database:postgresql_rollbacks:ratio_rate5m",
      promql`
        sum by (cluster, job, instance, datname) (rate(pg_stat_database_xact_rollback{${postgresql}}[5m]))
          / (
            sum by (cluster, job, instance, datname) (rate(pg_stat_database_xact_commit{${postgresql}}[5m]))
              + sum by (cluster, job, instance, datname) (rate(pg_stat_database_xact_rollback{${postgresql}}[5m])) > 1
          )`,
      "Share of transactions rolled back, of databases with more than one a second",
    ),
    record(
      "database:postgresql_cache_hits:ratio_rate5m",
      promql`
        sum by (cluster, job, instance, datname) (rate(pg_stat_database_blks_hit{${postgresql}}[5m]))
          / (
            sum by (cluster, job, instance, datname) (rate(pg_stat_database_blks_hit{${postgresql}}[5m]))
              + sum by (cluster, job, instance, datname) (rate(pg_stat_database_blks_read{${postgresql}}[5m])) > 100
          )`,
      "Share of blocks found in memory, of databases that read more than 100 a second",
    ),
  ],
});
