// Connections, statements, InnoDB and replication of MySQL, for alerts and panels.
import { defineRules, promql, record } from "bigdata-monitoring";
import { job } from "../stack.ts";

const mysql = job("mysqld-exporter");

export default defineRules({
  interval: "30s",
  rules: [
    record(
      "instance:mysql_connections_used:ratio",
      promql`mysql_global_status_threads_connected{${mysql}} / mysql_global_variables_max_connections{${mysql}}`,
      "Share of max_connections in use",
    ),
    record(
      "instance:mysql_queries:rate5m",
      promql`rate(mysql_global_status_questions{${mysql}}[5m])`,
      "Statements that clients sent, per second",
    ),
    record(
      "instance:mysql_slow_queries:ratio_rate5m",
      promql`rate(mysql_global_status_slow_queries{${mysql}}[5m]) / (instance:mysql_queries:rate5m > 1)`,
      "Share of statements slower than long_query_time, where there is more than one a second",
    ),
    record(
      "instance:mysql_buffer_pool_misses:ratio_rate5m",
      promql`
        rate(mysql_global_status_innodb_buffer_pool_reads{${mysql}}[5m])
          / (rate(mysql_global_status_innodb_buffer_pool_read_requests{${mysql}}[5m]) > 100)`,
      "Share of logical reads that went to disk, where there are more than 100 a second",
    ),
    // The status variable counts milliseconds.
    record(
      "instance:mysql_row_lock_wait_seconds:rate5m",
      promql`
        rate(mysql_global_status_innodb_row_lock_time{${mysql}}[5m]) / 1000
          / (rate(mysql_global_status_innodb_row_lock_waits{${mysql}}[5m]) > 0)`,
      "Average time of a wait for a row lock",
    ),
    // MySQL renamed the columns in 8.4. MariaDB still has the old names.
    record(
      "instance:mysql_replication_lag_seconds:max",
      promql`
        max by (cluster, job, instance, master_host) (
          mysql_slave_status_seconds_behind_source{${mysql}} or mysql_slave_status_seconds_behind_master{${mysql}}
        )`,
      "Time that a replica is behind its source",
    ),
  ],
});
