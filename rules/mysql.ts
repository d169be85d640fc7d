// MySQL: availability, connections and slow statements.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mysql = job("mysqld-exporter");
const limits = thresholds.mysql;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("databases", "MySQL"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("MysqlDown", {
      ...about,
      expr: promql`mysql_up{${mysql}} == 0`,
      for: "1m",
      severity: "critical",
      summary: "MySQL {{ $labels.instance }} does not answer",
      description: "Services that use this database fail.",
      action: "Run `mysqladmin ping` and read the error log. If it shows an InnoDB recovery, wait until it finishes.",
    }),

    alert("MysqlConnectionsNearLimit", {
      ...about,
      expr: promql`instance:mysql_connections_used:ratio > ${limits.connectionsUsed}`,
      for: "10m",
      severity: "warning",
      summary: "MySQL {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its connections",
      description: "At 100% it rejects services with `Too many connections`, and orders cannot be stored.",
      action:
        "Run `SHOW PROCESSLIST`. End sleeping sessions (`KILL id`), then fix the connection pool of the user with the most sessions.",
    }),

    alert("MysqlOverloaded", {
      ...about,
      concern: "performance",
      expr: promql`
        mysql_global_status_threads_running{${mysql}}
        and min_over_time(mysql_global_status_threads_running{${mysql}}[5m]) > ${limits.threadsRunning}`,
      for: "5m",
      severity: "warning",
      summary: "MySQL {{ $labels.instance }} works on {{ $value }} statements at once",
      description: "There are more running statements than CPU cores, so all of them are slow.",
      action: "Run `SHOW FULL PROCESSLIST` and look for many copies of one statement. Add an index or a limit.",
    }),

    alert("MysqlSlowQueries", {
      ...about,
      concern: "performance",
      expr: promql`instance:mysql_slow_queries:ratio_rate5m > ${limits.slowQueryRatio}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of statements on MySQL {{ $labels.instance }} are slow",
      description: "Users and pipelines wait. Slow statements hold locks and delay other statements.",
      action:
        "Run `mysqldumpslow -s t` on the slow log, or check the digests in sys.statement_analysis. Add the missing index.",
    }),

    alert("MysqlWaitsForRowLocks", {
      ...about,
      concern: "performance",
      expr: promql`
        instance:mysql_row_lock_wait_seconds:rate5m > ${limits.rowLockWait}
        and rate(mysql_global_status_innodb_row_lock_waits{${mysql}}[5m]) > 0.1`,
      for: "10m",
      severity: "warning",
      summary: "Statements on MySQL {{ $labels.instance }} wait {{ $value | humanizeDuration }} for a row lock",
      description:
        "A transaction locks rows that other transactions need. After innodb_lock_wait_timeout their statements fail.",
      action:
        "Find the blocking transaction in `sys.innodb_lock_waits` and end it. Keep transactions on frequently used rows short.",
    }),
  ],
});
