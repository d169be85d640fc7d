// Does MySQL serve, quickly and with room left?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mysql = job("mysqld-exporter");
const shop = `{${mysql},instance="shop:3306"}`;
const labels = { instance: "shop:3306" };
const limits = thresholds.mysql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

const connections = {
  ...about,
  summary: "MySQL {{ $labels.instance }} has {{ $value | humanizePercentage }} of its connections taken",
  description: "At 100% it refuses services with `Too many connections`: orders cannot be written.",
  action: "Run `SHOW PROCESSLIST`: end sessions that sleep (`KILL id`), then mend the pool of the user that has most.",
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
      description: "Services that store there fail from now on.",
      action: "Run `mysqladmin ping` and read the error log; if it is recovering InnoDB, let it finish.",
      examples: {
        fires: [{ series: { [`mysql_up${shop}`]: "1x2 0x10" }, at: "5m", labels }],
        quiet: [{ name: "one missed answer", series: { [`mysql_up${shop}`]: "1 1 0 1 1 1" }, at: "3m" }],
      },
    }),

    alert("MysqlConnectionsNearLimit", {
      ...connections,
      expr: promql`instance:mysql_connections_used:ratio > ${limits.connectionsUsed.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: connected("81x20"), at: "12m", labels, message: "81%" }],
        quiet: [{ series: connected("80x20"), at: "15m" }],
      },
    }),
    alert("MysqlConnectionsNearLimit", {
      ...connections,
      expr: promql`instance:mysql_connections_used:ratio > ${limits.connectionsUsed.critical}`,
      for: "2m",
      severity: "critical",
      examples: {
        fires: [{ series: connected("96x20"), at: "4m", labels }],
        quiet: [{ name: "near, not yet critical", series: connected("95x20"), at: "15m" }],
      },
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
      examples: {
        fires: [
          { series: connected("20+0.7x100"), at: "1h10m", labels },
          { name: "known for 40 minutes", series: connected("45+0.8x60"), at: "42m" },
        ],
        quiet: [
          { name: "grows from few", series: connected("0+1x49"), at: "48m" },
          { name: "many and steady", series: connected("78x100"), at: "1h" },
          { name: "a wave of starts", series: connected("50+1x22 72x20"), at: "20m" },
        ],
      },
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
      examples: {
        fires: [
          { name: "for ten minutes", series: running("5 51x20"), at: "12m", labels },
          { name: "ever more", series: running("51+10x20"), at: "12m", message: "works on 171 statements" },
        ],
        quiet: [
          { name: "at the limit", series: running("50x20"), at: "12m" },
          { name: "in bursts", series: running("90 90 5 90 90 90 5 90 90 90 5 90x5"), at: "13m" },
        ],
      },
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
      examples: {
        fires: [{ series: statements({ all: "0+1000x30", slow: "0+60x30" }), at: "17m", labels }],
        quiet: [
          { name: "some", series: statements({ all: "0+1000x30", slow: "0+40x30" }), at: "25m" },
          { name: "hardly used", series: statements({ all: "0+50x30", slow: "0+30x30" }), at: "25m" },
        ],
      },
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
      examples: {
        fires: [{ series: locks({ waits: "0+12x30", milliseconds: "0+24000x30" }), at: "17m", labels }],
        quiet: [
          { name: "short", series: locks({ waits: "0+12x30", milliseconds: "0+11000x30" }), at: "25m" },
          { name: "seldom", series: locks({ waits: "0+3x30", milliseconds: "0+24000x30" }), at: "25m" },
        ],
      },
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
      examples: {
        fires: [{ series: reads({ logical: "0+10000x60", disk: "0+600x60" }), at: "40m", labels }],
        quiet: [
          { name: "few", series: reads({ logical: "0+10000x60", disk: "0+400x60" }), at: "50m" },
          { name: "hardly used", series: reads({ logical: "0+5000x60", disk: "0+600x60" }), at: "50m" },
        ],
      },
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
      examples: {
        fires: [{ series: usual({ now: "1.6x60", baseline: "5.5x60" }), at: "25m", labels }],
        quiet: [
          { name: "a bit fewer", series: usual({ now: "3.2x60", baseline: "10x60" }), at: "30m" },
          { name: "never many", series: usual({ now: "1x60", baseline: "4.5x60" }), at: "30m" },
        ],
      },
    }),
  ],
});

function connected(threads: string) {
  return {
    [`mysql_global_status_threads_connected${shop}`]: threads,
    [`mysql_global_variables_max_connections${shop}`]: "100x100",
  };
}

function running(threads: string) {
  return { [`mysql_global_status_threads_running${shop}`]: threads };
}

function statements({ all, slow }: { all: string; slow: string }) {
  return { [`mysql_global_status_questions${shop}`]: all, [`mysql_global_status_slow_queries${shop}`]: slow };
}

function locks({ waits, milliseconds }: { waits: string; milliseconds: string }) {
  return {
    [`mysql_global_status_innodb_row_lock_waits${shop}`]: waits,
    [`mysql_global_status_innodb_row_lock_time${shop}`]: milliseconds,
  };
}

function reads({ logical, disk }: { logical: string; disk: string }) {
  return {
    [`mysql_global_status_innodb_buffer_pool_read_requests${shop}`]: logical,
    [`mysql_global_status_innodb_buffer_pool_reads${shop}`]: disk,
  };
}

function usual({ now, baseline }: { now: string; baseline: string }) {
  const series = "instance:mysql_queries:rate5m";
  return { [`${series}${shop}`]: now, [`${series}_baseline_min${shop}`]: baseline };
}
