import { BytesPerSecondIEC, OpsPerSecond, PercentUnit, Seconds, Short } from "@grafana/grafana-foundation-sdk/units";
import { collapsedRow, line, promql } from "bigdata-monitoring";
import { above, largest, query, stacked, stat, timeseries } from "bigdata-monitoring/panels";
import { job } from "../../stack.ts";
import { thresholds } from "../../thresholds.ts";
import { reachable } from "./reachable.ts";

const server = job("mysqld-exporter");
const limits = thresholds.mysql;

const atAGlance = line(4, [
  reachable(promql`mysql_up{${server}}`),
  stat("Connections used", {
    description: "Share of max_connections in use.",
    unit: PercentUnit,
    thresholds: above(limits.connectionsUsed),
    queries: [query(promql`max(instance:mysql_connections_used:ratio{${server}})`)],
  }),
  stat("Queries", {
    description: "Statements sent by clients.",
    unit: OpsPerSecond,
    queries: [query(promql`sum(instance:mysql_queries:rate5m{${server}})`)],
  }),
  stat("Slow queries", {
    description: "Share of the statements that took longer than long_query_time.",
    unit: PercentUnit,
    thresholds: above(limits.slowQueryRatio),
    queries: [query(promql`max(instance:mysql_slow_queries:ratio_rate5m{${server}})`)],
  })
    .decimals(2)
    .noValue("quiet"),
  stat("Behind the source", {
    description: "Seconds that the replica furthest behind has still to replay.",
    unit: Seconds,
    thresholds: above(limits.replicationLag),
    queries: [query(promql`max(instance:mysql_replication_lag_seconds:max{${server}})`)],
  }).noValue("no replica"),
]);

const work = line(8, [
  stacked("Statements, by type", {
    description: "The eight types executed most.",
    unit: OpsPerSecond,
    queries: [
      query(
        largest(
          6,
          promql`sum by (command) (rate(mysql_global_status_commands_total{${server}}[$__rate_interval]))`,
          promql`sum by (command) (rate(mysql_global_status_commands_total{${server}}[$__range] @ end())) > 0`,
        ),
        "{{command}}",
      ),
    ],
  }),
  timeseries("Threads", {
    description: "Connections open, and those that execute a statement. The limit is that of running threads.",
    unit: Short,
    thresholds: above(limits.threadsRunning),
    queries: [
      query(promql`sum(mysql_global_status_threads_connected{${server}})`, "connected"),
      query(promql`sum(mysql_global_status_threads_running{${server}})`, "running"),
    ],
  }),
  timeseries("Traffic", {
    description: "Bytes received from clients above the line and sent to them below it.",
    unit: BytesPerSecondIEC,
    queries: [
      query(promql`sum(rate(mysql_global_status_bytes_received{${server}}[$__rate_interval]))`, "received"),
      query(promql`-sum(rate(mysql_global_status_bytes_sent{${server}}[$__rate_interval]))`, "sent"),
    ],
  }).axisCenteredZero(true),
]);

const innodb = line(8, [
  timeseries("InnoDB reads that missed the buffer pool", {
    description: "Share of the logical reads that had to go to disk. The limit is that of the alert.",
    unit: PercentUnit,
    thresholds: above(limits.bufferPoolMissRatio),
    queries: [query(promql`instance:mysql_buffer_pool_misses:ratio_rate5m{${server}}`, "{{instance}}")],
  }),
  stacked("InnoDB rows, by operation", {
    description: "Rows read, inserted, updated and deleted.",
    unit: OpsPerSecond,
    queries: [
      query(
        promql`
          sum by (operation) (rate(mysql_global_status_innodb_row_ops_total{${server}}[$__rate_interval]))`,
        "{{operation}}",
      ),
    ],
  }),
  timeseries("InnoDB wait for a row lock, average", {
    description: "How long a statement waited for a row lock. The limit is that of the alert.",
    unit: Seconds,
    thresholds: above(limits.rowLockWait),
    queries: [query(promql`instance:mysql_row_lock_wait_seconds:rate5m{${server}}`, "{{instance}}")],
  }),
]);

export const mysql = collapsedRow("MySQL", atAGlance, work, innodb);
