// Do PostgreSQL's queries wait, collide or read too much from disk?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
const sales = `${db1},datname="sales"`;
const limits = thresholds.postgresql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("PostgresqlSessionsWaitForLocks", {
      ...about,
      concern: "performance",
      expr: promql`
        sum by (job, instance, datname) (pg_stat_activity_count{${postgresql},wait_event_type="Lock"})
          > ${limits.lockWaits}`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value }} sessions of {{ $labels.datname }} on {{ $labels.instance }} wait for a lock",
      description: "Somebody holds a lock and does not let go; those behind queue, and their callers time out.",
      action:
        "Run `SELECT pg_blocking_pids(pid), * FROM pg_stat_activity WHERE wait_event_type = 'Lock'` and end the blocker.",
      examples: {
        fires: [
          {
            name: "half of them in a transaction",
            series: { ...waiting("Lock", "3x20"), ...waiting("Lock", "3x20", "idle in transaction") },
            at: "7m",
            labels: { datname: "sales" },
          },
        ],
        quiet: [
          { name: "a few", series: waiting("Lock", "5x20"), at: "10m" },
          { name: "for clients", series: waiting("Client", "9x20"), at: "10m" },
        ],
      },
    }),

    alert("PostgresqlTransactionOpenTooLong", {
      ...about,
      concern: "performance",
      expr: promql`
        max by (job, instance, datname, usename, application_name) (
          pg_stat_activity_max_tx_duration{${postgresql},state=~"active|idle in transaction.*",usename!="replicator"}
        ) > ${limits.transactionDuration}`,
      for: "5m",
      severity: "warning",
      summary:
        "A transaction of {{ $labels.application_name }} on {{ $labels.datname }} is open for {{ $value | humanizeDuration }}",
      description: "While it is open nothing that it may still see can be cleaned up: tables bloat and locks pile up.",
      action:
        "Find it in `pg_stat_activity` (user {{ $labels.usename }}), ask its owner, else `SELECT pg_terminate_backend(pid)`.",
      examples: {
        fires: [
          {
            name: "one of two sessions",
            series: { ...transaction("idle in transaction", "1200+60x30"), ...transaction("active", "5x30") },
            at: "20m",
            labels: { application_name: "etl" },
          },
        ],
        quiet: [
          { name: "half an hour", series: transaction("active", "1800x30"), at: "20m" },
          { name: "an idle session", series: transaction("idle", "9000x30"), at: "20m" },
          { name: "a standby", series: transaction("active", "9000x30", "replicator"), at: "20m" },
        ],
      },
    }),

    alert("PostgresqlDeadlocks", {
      ...about,
      concern: "performance",
      expr: promql`increase(pg_stat_database_deadlocks{${postgresql}}[15m]) > ${limits.deadlocks}`,
      for: "0m",
      severity: "warning",
      summary: "{{ $value | humanize }} deadlocks in {{ $labels.datname }} on {{ $labels.instance }} in 15 minutes",
      description:
        "Transactions that wait for one another in a circle: one of each is thrown away and must be repeated.",
      action:
        "Search the server's log for `deadlock detected`: it names both statements; let them lock in the same order.",
      examples: {
        fires: [
          { series: { [`pg_stat_database_deadlocks{${sales}}`]: "0x5 4x20" }, at: "15m", labels: { datname: "sales" } },
        ],
        quiet: [{ name: "a few", series: { [`pg_stat_database_deadlocks{${sales}}`]: "0x5 2x20" }, at: "15m" }],
      },
    }),

    alert("PostgresqlRollsBackOften", {
      ...about,
      concern: "data-quality",
      expr: promql`database:postgresql_rollbacks:ratio_rate5m > ${limits.rollbackRatio}`,
      for: "10m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of transactions in {{ $labels.datname }} on {{ $labels.instance }} are rolled back",
      description: "Work is done and thrown away: writes of some service fail again and again.",
      action:
        "Search the server's log for ERROR: constraint, timeout or serialisation failures tell which service it is.",
      examples: {
        fires: [
          {
            series: transactions({ commits: "0+880x30", rollbacks: "0+120x30" }),
            at: "17m",
            labels: { datname: "sales" },
          },
        ],
        quiet: [
          { name: "some", series: transactions({ commits: "0+910x30", rollbacks: "0+90x30" }), at: "25m" },
          { name: "hardly used", series: transactions({ commits: "0+20x30", rollbacks: "0+20x30" }), at: "25m" },
        ],
      },
    }),

    alert("PostgresqlCacheHitRatioLow", {
      ...about,
      concern: "performance",
      expr: promql`database:postgresql_cache_hits:ratio_rate5m < ${limits.cacheHitRatio}`,
      for: "30m",
      severity: "warning",
      summary:
        "{{ $labels.datname }} on {{ $labels.instance }} finds only {{ $value | humanizePercentage }} of blocks in memory",
      description: "The rest come from disk, a thousand times slower: queries are slow and the disk is busy.",
      action:
        "Look for a query without an index (`pg_stat_statements` by shared_blks_read), else give shared_buffers more.",
      examples: {
        fires: [{ series: blocks({ hit: "0+8500x60", read: "0+1500x60" }), at: "40m", labels: { datname: "sales" } }],
        quiet: [
          { name: "enough", series: blocks({ hit: "0+9100x60", read: "0+900x60" }), at: "50m" },
          { name: "hardly used", series: blocks({ hit: "0+850x60", read: "0+1500x60" }), at: "50m" },
        ],
      },
    }),
  ],
});

function waiting(event: string, count: string, state = "active") {
  return { [`pg_stat_activity_count{${sales},state="${state}",wait_event_type="${event}"}`]: count };
}

function transaction(state: string, seconds: string, user = "loader") {
  const session = `${sales},state="${state}",usename="${user}",application_name="etl"`;
  return { [`pg_stat_activity_max_tx_duration{${session}}`]: seconds };
}

function transactions({ commits, rollbacks }: { commits: string; rollbacks: string }) {
  return {
    [`pg_stat_database_xact_commit{${sales}}`]: commits,
    [`pg_stat_database_xact_rollback{${sales}}`]: rollbacks,
  };
}

function blocks({ hit, read }: { hit: string; read: string }) {
  return { [`pg_stat_database_blks_hit{${sales}}`]: hit, [`pg_stat_database_blks_read{${sales}}`]: read };
}
