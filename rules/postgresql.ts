// PostgreSQL: availability and connections.
import { alert, defineRules, promql, rowRef } from "bigdata-monitoring";
import { job } from "../stack.ts";
import { thresholds } from "../thresholds.ts";

const postgresql = job("postgres-exporter");
const limits = thresholds.postgresql;
const about = {
  team: "platform",
  domain: "databases",
  concern: "resources",
  dashboard: rowRef("databases", "PostgreSQL"),
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
      expr: promql`instance:postgresql_connections_used:ratio > ${limits.connectionsUsed}`,
      for: "10m",
      severity: "warning",
      summary: "PostgreSQL {{ $labels.instance }} uses {{ $value | humanizePercentage }} of its connections",
      description: "At 100% it rejects services: pipelines and checkouts fail with `too many clients`.",
      action:
        "Group `pg_stat_activity` by application_name and state. End idle sessions, then fix the connection pool that leaks.",
    }),
  ],
});
