// Does PostgreSQL serve, with room left?
import { alert, defineRules, promql } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
const sales = `${db1},datname="sales"`;
const labels = { instance: "db1:5432" };
const limits = thresholds.postgresql;
const about = { team: "platform", domain: "databases", concern: "resources", dashboard: "infrastructure" } as const;

const connections = {
  ...about,
  summary: "PostgreSQL {{ $labels.instance }} has {{ $value | humanizePercentage }} of its connections taken",
  description: "At 100% it refuses services: pipelines and checkouts fail with `too many clients`.",
  action: "Group `pg_stat_activity` by application_name and state: end idle sessions, then mend the pool that leaks.",
} as const;

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
      examples: {
        fires: [
          { name: "down", series: { [`pg_up{${db1}}`]: "1x2 0x10" }, at: "6m", labels },
          { name: "locked", series: { [`up{${db1}}`]: "1x2 0x10" }, at: "6m", labels },
        ],
        quiet: [
          { name: "one missed answer", series: { [`pg_up{${db1}}`]: "1 1 0 1 1 1" }, at: "4m" },
          { name: "another exporter", series: { [`up{${job("mysqld-exporter")}}`]: "0x10" }, at: "6m" },
        ],
      },
    }),

    alert("PostgresqlConnectionsNearLimit", {
      ...connections,
      expr: promql`instance:postgresql_connections_used:ratio > ${limits.connectionsUsed.warning}`,
      for: "10m",
      severity: "warning",
      examples: {
        fires: [{ series: taken("79x20"), at: "12m", labels }],
        quiet: [{ series: taken("77x20"), at: "15m" }],
      },
    }),
    alert("PostgresqlConnectionsNearLimit", {
      ...connections,
      expr: promql`instance:postgresql_connections_used:ratio > ${limits.connectionsUsed.critical}`,
      for: "2m",
      severity: "critical",
      examples: {
        fires: [{ series: taken("93x20"), at: "4m", labels }],
        quiet: [{ name: "near, not yet critical", series: taken("92x20"), at: "15m" }],
      },
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
      examples: {
        fires: [
          { series: taken("20+0.7x100"), at: "1h10m", labels },
          { name: "known for 40 minutes", series: taken("45+0.8x60"), at: "42m" },
        ],
        quiet: [
          { name: "grows from few", series: taken("0+1x47"), at: "46m" },
          { name: "many and steady", series: taken("75x100"), at: "1h" },
          { name: "a wave of starts", series: taken("50+1x22 72x20"), at: "20m" },
        ],
      },
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

/** A server with 100 connections, three of them kept for superusers. */
function taken(count: string) {
  return {
    [`pg_stat_activity_count{${sales},state="idle"}`]: count,
    [`pg_settings_max_connections{${db1}}`]: "100x100",
    [`pg_settings_superuser_reserved_connections{${db1}}`]: "3x100",
  };
}

function usual({ now, baseline }: { now: string; baseline: string }) {
  const series = "instance:postgresql_transactions:rate5m";
  return { [`${series}{${db1}}`]: now, [`${series}_baseline_min{${db1}}`]: baseline };
}
