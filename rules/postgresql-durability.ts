// Would PostgreSQL survive the loss of its server, and does it clean up after itself?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const limits = thresholds.postgresql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    // A primary has no delay of its own to tell: some versions count the time since its last write.
    alert("PostgresqlReplicationLags", {
      ...about,
      concern: "data-quality",
      expr: (limit) => promql`
        pg_replication_lag_seconds{${postgresql}} > ${limit}
        and pg_replication_is_replica{${postgresql}} == 1`,
      severities: {
        warning: { limit: limits.replicationLag.warning, for: "5m" },
        critical: { limit: limits.replicationLag.critical, for: "5m" },
      },
      summary: "PostgreSQL standby {{ $labels.instance }} is {{ $value | humanizeDuration }} behind",
      description: "Whoever reads there reads the past, and if the primary is lost now that much data is lost with it.",
      action:
        "Look at `pg_stat_replication` on the primary and at disk and CPU of the standby; end queries that hold replay up.",
    }),

    // Renamed in exporter 0.20.
    alert("PostgresqlReplicationSlotUnused", {
      ...about,
      expr: promql`
        pg_replication_slot_slot_is_active{${postgresql}} == 0
        or pg_replication_slots_slot_is_active{${postgresql}} == 0`,
      for: "30m",
      severity: "warning",
      summary: "Nobody reads replication slot {{ $labels.slot_name }} of {{ $labels.instance }}",
      description: "The server keeps every change for it, until its disk is full and it stops.",
      action:
        "Start the standby or connector that owns it, or run `SELECT pg_drop_replication_slot('{{ $labels.slot_name }}')`.",
    }),

    alert("PostgresqlArchivingFails", {
      ...about,
      expr: promql`increase(pg_stat_archiver_failed_count{${postgresql}}[15m]) > 0`,
      for: "15m",
      severity: "critical",
      summary: "PostgreSQL {{ $labels.instance }} cannot archive its write-ahead log",
      description: "Backups end here: after a crash nothing newer comes back. Meanwhile the log fills the disk.",
      action: "Read `last_failed_wal` in `pg_stat_archiver` and the server's log, and try `archive_command` by hand.",
    }),

    alert("PostgresqlTransactionIdsRunOut", {
      ...about,
      expr: (limit) => promql`
        pg_database_wraparound_age_datfrozenxid_seconds{${postgresql}} > ${limit}`,
      severities: {
        warning: { limit: limits.transactionIdAge.warning, for: "1h" },
        critical: { limit: limits.transactionIdAge.critical, for: "1h" },
      },
      summary:
        "{{ $labels.datname }} on {{ $labels.instance }} is {{ $value | humanize }} transactions old of 2 billion",
      description: "At 2 billion the database refuses all writes until it has been cleaned by hand, for hours.",
      action:
        "End old transactions and unused replication slots, then run `VACUUM (FREEZE, VERBOSE)` on the oldest tables.",
    }),

    alert("PostgresqlDeadRows", {
      ...about,
      expr: promql`
        pg_stat_user_tables_n_dead_tup{${postgresql}}
          / (pg_stat_user_tables_n_dead_tup{${postgresql}} + pg_stat_user_tables_n_live_tup{${postgresql}})
          > ${limits.deadRowsRatio}
        and pg_stat_user_tables_n_dead_tup{${postgresql}} > 100000`,
      for: "2h",
      severity: "info",
      summary:
        "{{ $value | humanizePercentage }} of {{ $labels.schemaname }}.{{ $labels.relname }} on {{ $labels.instance }} are dead rows",
      description: "Autovacuum does not keep up with this table: it grows and every scan of it reads what is gone.",
      action:
        "Run `VACUUM (VERBOSE, ANALYZE) {{ $labels.relname }}` in a quiet hour and lower its autovacuum_vacuum_scale_factor.",
    }),
  ],
});
