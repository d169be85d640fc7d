// MySQL: replication, restarts and rejected logins.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { expected, suppressedWhereNone } from "../expected.ts";
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
    alert("MysqlReplicationStopped", {
      ...about,
      expr: promql`
        mysql_slave_status_replica_io_running{${mysql}} == 0
        or mysql_slave_status_replica_sql_running{${mysql}} == 0
        or mysql_slave_status_slave_io_running{${mysql}} == 0
        or mysql_slave_status_slave_sql_running{${mysql}} == 0`,
      for: "2m",
      severity: "warning",
      summary: "MySQL replica {{ $labels.instance }} has stopped replicating from {{ $labels.master_host }}",
      description: "If the source is lost now, all changes since then are lost.",
      action: "Run `SHOW REPLICA STATUS` on the replica and fix the error in Last_Error. Then run `START REPLICA`.",
    }),

    // A replica that is destroyed with its exporter says nothing itself.
    alert("MysqlReplicasMissing", {
      ...about,
      expr: promql`
        (
          count by (cluster, job) (
            mysql_slave_status_replica_io_running{${mysql}} == 1 or mysql_slave_status_slave_io_running{${mysql}} == 1
          )
          or on (cluster, job) 0 * count by (cluster, job) (mysql_up{${mysql}})
        )
        < on (cluster) group_left () cluster:mysql_replicas:expected
        ${suppressedWhereNone(expected.mysql.replicas)}`,
      for: "5m",
      severity: "warning",
      summary: "{{ $value }} replicas of MySQL replicate, fewer than expected",
      description: "expected.ts says how many there are. If the source is lost now, fewer servers can take its place.",
      action:
        "Run `SHOW PROCESSLIST` on the source: each replica that is left has a row with Binlog Dump. Start the missing one and read its error log, or correct expected.ts.",
    }),

    alert("MysqlReplicationLags", {
      ...about,
      concern: "data-quality",
      expr: promql`instance:mysql_replication_lag_seconds:max > ${limits.replicationLag}`,
      for: "5m",
      severity: "warning",
      summary:
        "MySQL replica {{ $labels.instance }} is {{ $value | humanizeDuration }} behind {{ $labels.master_host }}",
      description: "Reads from this replica return old data. A failover now would lose the missing changes.",
      action:
        "Run `SHOW REPLICA STATUS` on the replica and check its disk. A long write on the source delays all others.",
    }),

    alert("MysqlRestarted", {
      ...about,
      expr: promql`
        mysql_global_status_uptime{${mysql}} < 600 and mysql_global_status_uptime{${mysql}} offset 15m > 600`,
      for: "0m",
      severity: "info",
      summary: "MySQL {{ $labels.instance }} has restarted",
      description:
        "If the restart was planned, nothing is wrong. Queries are slow until the buffer pool is filled again.",
      action: "If it was not planned, read the error log for a crash, and `dmesg -T` for an OOM kill.",
    }),

    // MariaDB counts rejected logins. MySQL counts all failed connections, network errors included.
    alert("MysqlLoginsRefused", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`
        rate(mysql_global_status_access_denied_errors{${mysql}}[5m]) > ${thresholds.security.loginFailures}
        or rate(mysql_global_status_aborted_connects{${mysql}}[5m]) > ${thresholds.security.loginFailures}`,
      for: "2m",
      severity: "warning",
      summary: "MySQL {{ $labels.instance }} rejects {{ $value | humanize }} logins per second",
      description:
        "Somebody guesses passwords, or a service has a wrong password. Orders and customers are stored in this database.",
      action:
        "Search the error log for `Access denied` (log_error_verbosity 3) to find user and host. Block the host, or fix the service's password.",
    }),
  ],
});
