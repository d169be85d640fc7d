// PostgreSQL: replication, archiving and vacuum.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { expected, suppressedWhereNone } from "../expected.ts";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const limits = thresholds.postgresql;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("databases", "PostgreSQL"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // Only on standbys: for a primary, some exporter versions report the time since its last write.
    alert("PostgresqlReplicationLags", {
      ...about,
      concern: "data-quality",
      expr: promql`
        pg_replication_lag_seconds{${postgresql}} > ${limits.replicationLag}
        and pg_replication_is_replica{${postgresql}} == 1`,
      for: "5m",
      severity: "warning",
      summary: "PostgreSQL standby {{ $labels.instance }} is {{ $value | humanizeDuration }} behind",
      description: "Reads from this standby return old data. If the primary is lost now, the missing changes are lost.",
      action:
        "Check `pg_stat_replication` on the primary, and disk and CPU of the standby. End queries that delay the replay.",
    }),

    // A standby that is disconnected has no lag to report. Where the collector does not run, nothing is known.
    alert("PostgresqlStandbyLost", {
      ...about,
      expr: promql`
        pg_replication_is_replica{${postgresql}} == 1
        unless on (cluster, job, instance) pg_stat_wal_receiver_received_tli{${postgresql}}
        and on (cluster, job, instance) pg_scrape_collector_success{${postgresql},collector="stat_wal_receiver"} == 1`,
      for: "5m",
      severity: "warning",
      summary: "PostgreSQL standby {{ $labels.instance }} receives nothing from its primary",
      description: "Reads from it return old data. If the primary is lost now, all changes since then are lost.",
      action:
        "Read the standby's log: network, password, or a write-ahead log that the primary has removed. Check `pg_stat_replication` on the primary.",
    }),

    // Seen by the primary: a standby that is destroyed with its exporter says nothing itself.
    alert("PostgresqlStandbysMissing", {
      ...about,
      expr: promql`
        (
          count by (cluster, job, instance) (
            pg_stat_replication_pg_wal_lsn_diff{${postgresql},application_name!="pg_basebackup"}
          )
          or on (cluster, job, instance) 0 * pg_replication_is_replica{${postgresql}}
        )
        < on (cluster) group_left () cluster:postgresql_standbys:expected
        and on (cluster, job, instance) pg_replication_is_replica{${postgresql}} == 0
        ${suppressedWhereNone(expected.postgresql.standbys)}`,
      for: "5m",
      severity: "warning",
      summary: "PostgreSQL primary {{ $labels.instance }} sends to {{ $value }} standbys, fewer than expected",
      description: "expected.ts says how many there are. If the primary is lost now, fewer servers can take its place.",
      action:
        "Run `SELECT application_name, client_addr, state FROM pg_stat_replication` on the primary to see who is left. Start the missing standby and read its log, or correct expected.ts.",
    }),

    alert("PostgresqlRestarted", {
      ...about,
      expr: promql`changes(pg_postmaster_start_time_seconds{${postgresql}}[10m]) > 0`,
      for: "0m",
      severity: "info",
      summary: "PostgreSQL {{ $labels.instance }} has restarted",
      description: "All connections were lost. If the restart was planned, nothing is wrong.",
      action: "If it was not planned, read the server's log for a crash, and `dmesg -T` for an OOM kill.",
    }),

    alert("PostgresqlExporterFails", {
      ...about,
      concern: "data-quality",
      expr: promql`pg_exporter_last_scrape_error{${postgresql}} == 1`,
      for: "15m",
      severity: "warning",
      summary: "The exporter of PostgreSQL {{ $labels.instance }} cannot run all of its queries",
      description: "Some metrics are missing, and their alerts cannot fire.",
      action: "Read the exporter's log for the query. A missing grant of `pg_monitor` is the usual reason.",
    }),

    // Renamed in exporter 0.20.
    alert("PostgresqlReplicationSlotUnused", {
      ...about,
      expr: promql`
        pg_replication_slot_slot_is_active{${postgresql}} == 0
        or pg_replication_slots_slot_is_active{${postgresql}} == 0`,
      for: "30m",
      severity: "warning",
      summary: "Replication slot {{ $labels.slot_name }} of {{ $labels.instance }} has no reader",
      description: "The server keeps all changes for this slot until its disk is full.",
      action:
        "Start the standby or connector that owns the slot, or run `SELECT pg_drop_replication_slot('{{ $labels.slot_name }}')`.",
    }),

    alert("PostgresqlArchivingFails", {
      ...about,
      expr: promql`increase(pg_stat_archiver_failed_count{${postgresql}}[15m]) > 0`,
      for: "15m",
      severity: "warning",
      summary: "PostgreSQL {{ $labels.instance }} cannot archive its write-ahead log",
      description: "Newer changes are not in the backup. The write-ahead log fills the disk.",
      action: "Read `last_failed_wal` in `pg_stat_archiver` and the server's log. Try `archive_command` manually.",
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
        "The oldest transaction id of {{ $labels.datname }} on {{ $labels.instance }} has an age of {{ $value | humanize }} transactions",
      description: "At an age of 2 billion the database rejects all writes until a manual vacuum, which takes hours.",
      action:
        "End old transactions and drop unused replication slots. Then run `VACUUM (FREEZE, VERBOSE)` on the oldest tables.",
    }),
  ],
});
