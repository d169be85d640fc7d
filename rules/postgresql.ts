// PostgreSQL: availability and connections.
import { alert, defineRules, panelRef, promql, rowRef, text } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const limits = thresholds.postgresql;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("infrastructure", "PostgreSQL"),
} as const;

export default defineRules({
  interval: "1m",
  rules: [
    // The exporter hangs while a table is locked exclusively, so a failed scrape counts as well.
    alert("PostgresqlDown", {
      ...about,
      expr: promql`pg_up{${postgresql}} == 0 or up{${postgresql}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "PostgreSQL behind {{ $labels.instance }} does not answer",
      description: "The server is down, or an exclusive table lock blocks the exporter and other clients.",
      action:
        "Run `pg_isready`. If the server is ready, look in `pg_stat_activity` for the session with an AccessExclusiveLock.",
    }),

    alert("PostgresqlConnectionsNearLimit", {
      ...about,
      expr: (limit) => promql`instance:postgresql_connections_used:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.connectionsUsed.warning, for: "10m" },
        critical: { limit: limits.connectionsUsed.critical, for: "2m" },
      },
      summary: "PostgreSQL {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its connections",
      description: "At 100% it rejects services: pipelines and checkouts fail with `too many clients`.",
      action:
        "Group `pg_stat_activity` by application_name and state. End idle sessions, then fix the connection pool that leaks.",
    }),

    alert("PostgresqlConnectionsExhaustedSoon", {
      ...about,
      expr: promql`
        predict_linear(instance:postgresql_connections_used:ratio[30m], 3600) > 1
        and instance:postgresql_connections_used:ratio offset 25m
        and instance:postgresql_connections_used:ratio > 0.5`,
      for: "15m",
      severity: "warning",
      kind: "prediction",
      summary: "PostgreSQL {{ $labels.instance }} runs out of connections within one hour",
      description: "Sessions are opened faster than they are closed. A leak in a connection pool is the usual reason.",
      action: "Group `pg_stat_activity` by application_name. Restart or roll back the service whose count grows.",
    }),

    alert("PostgresqlTransactionsFewerThanUsual", {
      ...about,
      concern: "performance",
      expr: promql`
        instance:postgresql_transactions:rate5m < 0.3 * instance:postgresql_transactions:rate5m_baseline_min
        and instance:postgresql_transactions:rate5m_baseline_min > 5`,
      for: "20m",
      severity: "warning",
      kind: "anomaly",
      summary:
        "PostgreSQL {{ $labels.instance }} has {{ $value | humanize }} transactions per second, at most a third of the usual rate",
      description: "The database works, but its clients send less. A service has probably stopped.",
      action: text`Find the service with less load in ${panelRef("etl", "Records ingested by pipeline")} and ${panelRef("business", "Transactions vs. baseline")}.`,
    }),
  ],
});
