// PostgreSQL: locks, long transactions, deadlocks, rollbacks and cache.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
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
    alert("PostgresqlSessionsWaitForLocks", {
      ...about,
      concern: "performance",
      expr: promql`
        sum by (cluster, job, instance, datname) (pg_stat_activity_count{${postgresql},wait_event_type="Lock"})
          > ${limits.lockWaits}`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value }} sessions of {{ $labels.datname }} on {{ $labels.instance }} wait for a lock",
      description: "A session holds a lock for a long time. Other sessions wait, and their callers time out.",
      action:
        "Run `SELECT pg_blocking_pids(pid), * FROM pg_stat_activity WHERE wait_event_type = 'Lock'` and end the blocking session.",
    }),

    alert("PostgresqlTransactionOpenTooLong", {
      ...about,
      concern: "performance",
      expr: promql`
        max by (cluster, job, instance, datname, usename, application_name) (
          pg_stat_activity_max_tx_duration{${postgresql},state=~"active|idle in transaction.*",usename!="replicator"}
        ) > ${limits.transactionDuration}`,
      for: "5m",
      severity: "warning",
      summary:
        "A transaction of {{ $labels.application_name }} on {{ $labels.datname }} has been open for {{ $value | humanizeDuration }}",
      description: "While it is open, vacuum cannot remove dead rows, and its locks are held.",
      action:
        "Find it in `pg_stat_activity` (user {{ $labels.usename }}) and ask its owner. Otherwise run `SELECT pg_terminate_backend(pid)`.",
    }),

    alert("PostgresqlDeadlocks", {
      ...about,
      concern: "performance",
      expr: promql`increase(pg_stat_database_deadlocks{${postgresql}}[15m]) > ${limits.deadlocks}`,
      for: "0m",
      severity: "warning",
      summary: "{{ $value | humanize }} deadlocks in {{ $labels.datname }} on {{ $labels.instance }} in 15 minutes",
      description: "Transactions wait for each other. PostgreSQL aborts one of them, and it must be repeated.",
      action:
        "Search the server's log for `deadlock detected`, which names both statements. Change them to lock rows in the same order.",
    }),

    alert("PostgresqlRollsBackOften", {
      ...about,
      concern: "data-quality",
      expr: promql`database:postgresql_rollbacks:ratio_rate5m > ${limits.rollbackRatio}`,
      for: "10m",
      severity: "warning",
      summary:
        "{{ $value | humanizePercentage }} of transactions in {{ $labels.datname }} on {{ $labels.instance }} are rolled back",
      description: "Writes of a service fail repeatedly.",
      action:
        "Search the server's log for ERROR. Constraint, timeout and serialization errors show which service it is.",
    }),
  ],
});
