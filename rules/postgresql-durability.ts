// Would PostgreSQL survive the loss of its server, and does it clean up after itself?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
const db2 = `${postgresql},instance="db2:5432"`;
const orders = `{${db1},datname="sales",schemaname="public",relname="orders"}`;
const limits = thresholds.postgresql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

// A primary has no delay of its own to tell: some versions count the time since its last write.
const behind = (seconds: number) => promql`
  pg_replication_lag_seconds{${postgresql}} > ${seconds}
  and pg_replication_is_replica{${postgresql}} == 1`;

const lags = {
  ...about,
  concern: "data-quality",
  summary: "PostgreSQL standby {{ $labels.instance }} is {{ $value | humanizeDuration }} behind",
  description: "Whoever reads there reads the past, and if the primary is lost now that much data is lost with it.",
  action:
    "Look at `pg_stat_replication` on the primary and at disk and CPU of the standby; end queries that hold replay up.",
} as const;

const wraparound = {
  ...about,
  for: "1h",
  summary: "{{ $labels.datname }} on {{ $labels.instance }} is {{ $value | humanize }} transactions old of 2 billion",
  description: "At 2 billion the database refuses all writes until it has been cleaned by hand, for hours.",
  action:
    "End old transactions and unused replication slots, then run `VACUUM (FREEZE, VERBOSE)` on the oldest tables.",
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("PostgresqlReplicationLags", {
      ...lags,
      expr: behind(limits.replicationLag.warning),
      for: "5m",
      severity: "warning",
      examples: {
        fires: [{ series: standby("61x20"), at: "7m", labels: { instance: "db2:5432" } }],
        quiet: [
          { name: "a minute", series: standby("60x20"), at: "10m" },
          { name: "a primary", series: standby("61x20", "0x20"), at: "10m" },
        ],
      },
    }),
    alert("PostgresqlReplicationLags", {
      ...lags,
      expr: behind(limits.replicationLag.critical),
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: standby("601x20"), at: "7m" }],
        quiet: [
          { name: "not yet critical", series: standby("600x20"), at: "10m" },
          { name: "a primary", series: standby("601x20", "0x20"), at: "10m" },
        ],
      },
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
      examples: {
        fires: [
          { series: slot("pg_replication_slot_slot_is_active", "0x40"), at: "32m", labels: { slot_name: "cdc" } },
          { name: "exporter 0.20", series: slot("pg_replication_slots_slot_is_active", "0x40"), at: "32m" },
        ],
        quiet: [{ name: "reconnects", series: slot("pg_replication_slot_slot_is_active", "0x20 1x40"), at: "35m" }],
      },
    }),

    alert("PostgresqlArchivingFails", {
      ...about,
      expr: promql`increase(pg_stat_archiver_failed_count{${postgresql}}[15m]) > 0`,
      for: "15m",
      severity: "critical",
      summary: "PostgreSQL {{ $labels.instance }} cannot archive its write-ahead log",
      description: "Backups end here: after a crash nothing newer comes back. Meanwhile the log fills the disk.",
      action: "Read `last_failed_wal` in `pg_stat_archiver` and the server's log, and try `archive_command` by hand.",
      examples: {
        fires: [{ series: { [`pg_stat_archiver_failed_count{${db1}}`]: "0+1x40" }, at: "20m" }],
        quiet: [{ name: "failed once", series: { [`pg_stat_archiver_failed_count{${db1}}`]: "0x5 1x40" }, at: "25m" }],
      },
    }),

    alert("PostgresqlTransactionIdsRunOut", {
      ...wraparound,
      expr: promql`
        pg_database_wraparound_age_datfrozenxid_seconds{${postgresql}} > ${limits.transactionIdAge.warning}`,
      severity: "warning",
      examples: {
        fires: [{ series: age("600000000x70"), at: "1h5m", labels: { datname: "sales" } }],
        quiet: [{ name: "autovacuum is at it", series: age("400000000x70"), at: "1h5m" }],
      },
    }),
    alert("PostgresqlTransactionIdsRunOut", {
      ...wraparound,
      expr: promql`
        pg_database_wraparound_age_datfrozenxid_seconds{${postgresql}} > ${limits.transactionIdAge.critical}`,
      severity: "critical",
      examples: {
        fires: [{ series: age("1600000000x70"), at: "1h5m" }],
        quiet: [{ name: "not yet critical", series: age("1400000000x70"), at: "1h5m" }],
      },
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
      examples: {
        fires: [
          { series: rows({ dead: "110000x150", live: "400000x150" }), at: "2h5m", labels: { relname: "orders" } },
        ],
        quiet: [
          { name: "a small share", series: rows({ dead: "200000x150", live: "1000000x150" }), at: "2h5m" },
          { name: "a small table", series: rows({ dead: "90000x150", live: "9000x150" }), at: "2h5m" },
        ],
      },
    }),
  ],
});

function standby(lag: string, isReplica = "1x20") {
  return { [`pg_replication_lag_seconds{${db2}}`]: lag, [`pg_replication_is_replica{${db2}}`]: isReplica };
}

function slot(metric: string, active: string) {
  return { [`${metric}{${db1},slot_name="cdc",slot_type="logical"}`]: active };
}

function age(transactions: string) {
  return { [`pg_database_wraparound_age_datfrozenxid_seconds{${db1},datname="sales"}`]: transactions };
}

function rows({ dead, live }: { dead: string; live: string }) {
  return { [`pg_stat_user_tables_n_dead_tup${orders}`]: dead, [`pg_stat_user_tables_n_live_tup${orders}`]: live };
}
