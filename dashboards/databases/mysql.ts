import { line, panels, promql, row, units } from "bigdata-monitoring";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";
import { serversOf } from "./selectors.ts";

const server = serversOf("mysqld-exporter");
const limits = thresholds.mysql;

const atAGlance = line(4, [
  reachable(promql`mysql_up{${server}}`),
  panels.stat("Connection usage", {
    description: "Share of max_connections in use.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.connectionsUsed),
    queries: [panels.query(promql`max(instance:mysql_connections_used:ratio{${server}})`)],
  }),
  panels.stat("Queries", {
    description: "Statements sent by clients.",
    unit: units.OpsPerSecond,
    queries: [panels.query(promql`sum(instance:mysql_queries:rate5m{${server}})`)],
  }),
  panels
    .stat("Slow queries", {
      description: "Share of statements that took longer than long_query_time.",
      unit: units.PercentUnit,
      thresholds: panels.thresholds.above(limits.slowQueryRatio),
      queries: [panels.query(promql`max(instance:mysql_slow_queries:ratio_rate5m{${server}})`)],
    })
    .decimals(2)
    .noValue("no traffic"),
  panels
    .stat("Replica lag", {
      description: "Time that the slowest replica is behind its source.",
      unit: units.Seconds,
      thresholds: panels.thresholds.above(limits.replicationLag),
      queries: [panels.query(promql`max(instance:mysql_replication_lag_seconds:max{${server}})`)],
    })
    .noValue("no replica"),
]);

const work = line(8, [
  panels.stacked("Statements by type", {
    description: "Shows the six most frequent types.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(
        panels.topSeries(
          6,
          promql`sum by (command) (rate(mysql_global_status_commands_total{${server}}[$__rate_interval]))`,
          promql`sum by (command) (rate(mysql_global_status_commands_total{${server}}[$__range] @ end())) > 0`,
        ),
        "{{command}}",
      ),
    ],
  }),
  panels.timeseries("Threads", {
    description: "Open connections, and those that execute a statement. The threshold is that of running threads.",
    unit: units.Short,
    thresholds: panels.thresholds.above(limits.threadsRunning),
    queries: [
      panels.query(promql`sum(mysql_global_status_threads_connected{${server}})`, "connected"),
      panels.query(promql`sum(mysql_global_status_threads_running{${server}})`, "running"),
    ],
  }),
  panels
    .timeseries("Client traffic", {
      description: "Bytes received from clients (positive) and sent to them (negative).",
      unit: units.BytesPerSecondIEC,
      queries: [
        panels.query(promql`sum(rate(mysql_global_status_bytes_received{${server}}[$__rate_interval]))`, "received"),
        panels.query(promql`-sum(rate(mysql_global_status_bytes_sent{${server}}[$__rate_interval]))`, "sent"),
      ],
    })
    .axisCenteredZero(true),
]);

const innodb = line(8, [
  panels.timeseries("InnoDB buffer pool miss ratio", {
    description: "Share of logical reads that had to go to disk. The threshold is that of the alert.",
    unit: units.PercentUnit,
    thresholds: panels.thresholds.above(limits.bufferPoolMissRatio),
    queries: [panels.query(promql`instance:mysql_buffer_pool_misses:ratio_rate5m{${server}}`, "{{instance}}")],
  }),
  panels.stacked("InnoDB rows by operation", {
    description: "Rows read, inserted, updated and deleted.",
    unit: units.OpsPerSecond,
    queries: [
      panels.query(
        promql`
          sum by (operation) (rate(mysql_global_status_innodb_row_ops_total{${server}}[$__rate_interval]))`,
        "{{operation}}",
      ),
    ],
  }),
  panels.timeseries("InnoDB row lock wait, average", {
    description: "Time that a statement waits for a row lock. The threshold is that of the alert.",
    unit: units.Seconds,
    thresholds: panels.thresholds.above(limits.rowLockWait),
    queries: [panels.query(promql`instance:mysql_row_lock_wait_seconds:rate5m{${server}}`, "{{instance}}")],
  }),
]);

export const mysql = row("MySQL", atAGlance, work, innodb);
