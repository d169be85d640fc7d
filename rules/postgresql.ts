// Does PostgreSQL serve, with room left?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const limits = thresholds.postgresql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

export default defineRules({
  interval: "1m",
  rules: [
    // The exporter hangs while a table is locked exclusively: its silence is the database's trouble too.
    alert("PostgresqlDown", {
      ...about,
      expr: promql`pg_up{${postgresql}} == 0 or up{${postgresql}} == 0`,
      for: "2m",
      severity: "critical",
      summary: "PostgreSQL behind {{ $labels.instance }} does not answer",
      description: "It is down, or a lock on a whole table blocks even a look at it: its services are blocked as well.",
      action: "Run `pg_isready`; if it is ready, look in `pg_stat_activity` for who holds an AccessExclusiveLock.",
    }),

    alert("PostgresqlConnectionsNearLimit", {
      ...about,
      expr: (limit) => promql`instance:postgresql_connections_used:ratio > ${limit}`,
      severities: {
        warning: { limit: limits.connectionsUsed.warning, for: "10m" },
        critical: { limit: limits.connectionsUsed.critical, for: "2m" },
      },
      summary: "PostgreSQL {{ $labels.instance }} has {{ $value | humanizePercentage }} of its connections taken",
      description: "At 100% it refuses services: pipelines and checkouts fail with `too many clients`.",
      action:
        "Group `pg_stat_activity` by application_name and state: end idle sessions, then mend the pool that leaks.",
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
      summary: "PostgreSQL {{ $labels.instance }} runs out of connections within the hour",
      description: "Sessions open faster than they close: most often a pool that leaks since a release.",
      action: "Group `pg_stat_activity` by application_name: restart or roll back the service whose count grows.",
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
        "PostgreSQL {{ $labels.instance }} sees {{ $value | humanize }} transactions per second, a third of the usual at most",
      description: "The database is well and its users are not: something before it has stopped.",
      action: "Look at which service went quiet: ETL & Data Processing and Business Metrics, throughput panels.",
    }),
  ],
});
