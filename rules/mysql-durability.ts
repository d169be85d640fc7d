// Would MySQL survive the loss of its server, and does it let only its own people in?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const mysql = job("mysqld-exporter");
const shop = `{${mysql},instance="shop:3306"}`;
const replica = `{${mysql},instance="copy:3306",master_host="shop"}`;
const limits = thresholds.mysql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

const lags = {
  ...about,
  concern: "data-quality",
  summary: "MySQL replica {{ $labels.instance }} is {{ $value | humanizeDuration }} behind {{ $labels.master_host }}",
  description: "Whoever reads there reads the past, and a failover now loses that much data.",
  action: "Run `SHOW REPLICA STATUS` there and look at its disk; a long write on the source holds everything up.",
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
      severity: "critical",
      summary: "MySQL replica {{ $labels.instance }} has stopped copying from {{ $labels.master_host }}",
      description: "The copy grows older by the second: if the source is lost now, everything since then is lost.",
      action: "Run `SHOW REPLICA STATUS` there, read Last_Error, mend it, then `START REPLICA`.",
      examples: {
        fires: [
          {
            name: "MySQL, receiver",
            series: replication("replica_io_running"),
            at: "6m",
            labels: { instance: "copy:3306" },
          },
          { name: "MySQL, applier", series: replication("replica_sql_running"), at: "6m" },
          { name: "MariaDB, receiver", series: replication("slave_io_running"), at: "6m" },
          { name: "MariaDB, applier", series: replication("slave_sql_running"), at: "6m" },
        ],
        quiet: [
          {
            name: "reconnects",
            series: { [`mysql_slave_status_replica_io_running${replica}`]: "1x2 0 1x10" },
            at: "4m",
          },
        ],
      },
    }),

    alert("MysqlReplicationLags", {
      ...lags,
      expr: promql`instance:mysql_replication_lag_seconds:max > ${limits.replicationLag.warning}`,
      for: "5m",
      severity: "warning",
      examples: {
        fires: [
          { name: "MySQL", series: lag("31x20"), at: "7m", labels: { instance: "copy:3306", master_host: "shop" } },
          { name: "MariaDB", series: { [`mysql_slave_status_seconds_behind_master${replica}`]: "31x20" }, at: "7m" },
        ],
        quiet: [{ series: lag("30x20"), at: "10m" }],
      },
    }),
    alert("MysqlReplicationLags", {
      ...lags,
      expr: promql`instance:mysql_replication_lag_seconds:max > ${limits.replicationLag.critical}`,
      for: "5m",
      severity: "critical",
      examples: {
        fires: [{ series: lag("601x20"), at: "7m" }],
        quiet: [{ name: "not yet critical", series: lag("600x20"), at: "10m" }],
      },
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
      examples: {
        fires: [{ series: uptime("300+60x12 30+60x30"), at: "21m", labels: { instance: "shop:3306" } }],
        quiet: [
          { name: "half an hour later", series: uptime("5000+60x20 30+60x60"), at: "52m" },
          { name: "is new", series: uptime("30+60x30"), at: "5m" },
          { name: "had just been set up", series: uptime("60+60x12 30+60x30"), at: "22m" },
        ],
      },
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
      examples: {
        fires: [
          { name: "MariaDB", series: { [`mysql_global_status_access_denied_errors${shop}`]: "0+40x20" }, at: "10m" },
          { name: "MySQL", series: { [`mysql_global_status_aborted_connects${shop}`]: "0+40x20" }, at: "10m" },
        ],
        quiet: [
          { name: "a few mistakes", series: { [`mysql_global_status_aborted_connects${shop}`]: "0+20x20" }, at: "15m" },
        ],
      },
    }),
  ],
});

function replication(thread: string) {
  return { [`mysql_slave_status_${thread}${replica}`]: "1x2 0x10" };
}

function lag(seconds: string) {
  return { [`mysql_slave_status_seconds_behind_source${replica}`]: seconds };
}

function uptime(seconds: string) {
  return { [`mysql_global_status_uptime${shop}`]: seconds };
}
