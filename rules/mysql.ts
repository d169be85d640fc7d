// Does MySQL serve, quickly and with room left?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mysql = job("mysqld-exporter");
const limits = thresholds.mysql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    alert("MysqlDown", {
      ...about,
      expr: promql`mysql_up{${mysql}} == 0`,
      for: "1m",
      severity: "critical",
      summary: "MySQL {{ $labels.instance }} does not answer",
      description: "Services that store there fail from now on.",
      action: "Run `mysqladmin ping` and read the error log; if it is recovering InnoDB, let it finish.",
    }),

    alert("MysqlConnectionsNearLimit", {
      ...about,
      expr: (limit) => promql`instance:mysql_connections_used:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.connectionsUsed.warning, for: "10m" },
        critical: { limit: limits.connectionsUsed.critical, for: "2m" },
      },
      summary: "MySQL {{ $labels.instance }} has {{ $value | humanizePercentage }} of its connections taken",
      description: "At 100% it refuses services with `Too many connections`: orders cannot be written.",
      action:
        "Run `SHOW PROCESSLIST`: end sessions that sleep (`KILL id`), then mend the pool of the user that has most.",
    }),

    alert("MysqlConnectionsExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(instance:mysql_connections_used:ratio[30m], 3600) > 1
        and instance:mysql_connections_used:ratio offset 25m
        and instance:mysql_connections_used:ratio > 0.5`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary: "MySQL {{ $labels.instance }} runs out of connections within the hour",
      description: "Sessions open faster than they close: most often a pool that leaks since a release.",
      action: "Group `SHOW PROCESSLIST` by user and host: restart or roll back the service whose count grows.",
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
      description: "More than it has cores for: all of them slow one another down.",
      action: "Run `SHOW FULL PROCESSLIST`: look for many copies of one statement and give it an index or a limit.",
    }),

    alert("MysqlSlowQueries", {
      ...about,
      concern: "performance",
      expr: promql`instance:mysql_slow_queries:ratio_rate5m > ${limits.slowQueryRatio}`,
      for: "10m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of statements on MySQL {{ $labels.instance }} are slow",
      description: "Users and pipelines wait; slow statements hold locks that make others slow too.",
      action:
        "Run `mysqldumpslow -s t` on the slow log, or look at the digests in sys.statement_analysis, and add the index.",
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
      description: "A transaction keeps rows locked that others want; past innodb_lock_wait_timeout theirs fail.",
      action:
        "Look in `sys.innodb_lock_waits` for the blocker and end it; keep transactions short that touch hot rows.",
    }),

    alert("MysqlBufferPoolTooSmall", {
      ...about,
      expr: promql`instance:mysql_buffer_pool_misses:ratio_rate5m > ${limits.bufferPoolMissRatio}`,
      for: "30m",
      severity: "warning",
      summary: "{{ $value | humanizePercentage }} of reads on MySQL {{ $labels.instance }} go to disk",
      description: "The data in use does not fit into memory: queries wait for the disk.",
      action:
        "Raise innodb_buffer_pool_size if the host has memory; else look for full scans in sys.statements_with_full_table_scans.",
    }),

    alert("MysqlQueriesFewerThanUsual", {
      ...about,
      concern: "performance",
      expr: promql`
        instance:mysql_queries:rate5m < 0.3 * instance:mysql_queries:rate5m_baseline_min
        and instance:mysql_queries:rate5m_baseline_min > 5`,
      for: "20m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "MySQL {{ $labels.instance }} is sent {{ $value | humanize }} statements per second, a third of the usual at most",
      description: "The database is well and its users are not: something before it has stopped.",
      action: "Look at which service went quiet: ETL & Data Processing and Business Metrics, throughput panels.",
    }),
  ],
});
