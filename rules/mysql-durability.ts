// Would MySQL survive the loss of its server, and does it let only its own people in?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mysql = job("mysqld-exporter");
const limits = thresholds.mysql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

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
      severity: "critical",
      summary: "MySQL replica {{ $labels.instance }} has stopped copying from {{ $labels.master_host }}",
      description: "The copy grows older by the second: if the source is lost now, everything since then is lost.",
      action: "Run `SHOW REPLICA STATUS` there, read Last_Error, mend it, then `START REPLICA`.",
    }),

    alert("MysqlReplicationLags", {
      ...about,
      concern: "data-quality",
      expr: (limit) => promql`instance:mysql_replication_lag_seconds:max > ${limit}`,
      severities: {
        warning: { limit: limits.replicationLag.warning, for: "5m" },
        critical: { limit: limits.replicationLag.critical, for: "5m" },
      },
      summary:
        "MySQL replica {{ $labels.instance }} is {{ $value | humanizeDuration }} behind {{ $labels.master_host }}",
      description: "Whoever reads there reads the past, and a failover now loses that much data.",
      action: "Run `SHOW REPLICA STATUS` there and look at its disk; a long write on the source holds everything up.",
    }),

    alert("MysqlRestarted", {
      ...about,
      expr: promql`
        mysql_global_status_uptime{${mysql}} < 600 and mysql_global_status_uptime{${mysql}} offset 15m > 600`,
      for: "0m",
      severity: "info",
      summary: "MySQL {{ $labels.instance }} has restarted",
      description: "Planned in a maintenance window, this is a note. Its memory is cold: queries are slow for a while.",
      action: "If nobody planned it, read the error log for a crash, and `dmesg -T` for a kill.",
    }),

    // MariaDB counts refusals; MySQL only what did not become a connection, mistakes of the network among it.
    alert("MysqlLoginsRefused", {
      ...about,
      team: "security",
      domain: "security",
      expr: promql`
        rate(mysql_global_status_access_denied_errors{${mysql}}[5m]) > ${thresholds.security.loginFailures}
        or rate(mysql_global_status_aborted_connects{${mysql}}[5m]) > ${thresholds.security.loginFailures}`,
      for: "2m",
      severity: "critical",
      summary: "MySQL {{ $labels.instance }} refuses {{ $value | humanize }} logins per second",
      description:
        "Somebody guesses passwords, or a service was given a wrong one: orders and customers are stored there.",
      action:
        "Search the error log for `Access denied` (log_error_verbosity 3) for user and host; block the host or mend the secret.",
    }),
  ],
});
