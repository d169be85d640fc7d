import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./postgresql-queries.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
const sales = `${db1},datname="sales"`;

export default defineExamples<typeof rules>({
  PostgresqlSessionsWaitForLocks: {
    fires: [
      {
        name: "half of them in a transaction",
        series: { ...waiting("Lock", "3x20"), ...waiting("Lock", "3x20", "idle in transaction") },
        at: "7m",
        labels: { datname: "sales" },
      },
    ],
    quiet: [
      { name: "a few", series: waiting("Lock", "5x20"), at: "10m" },
      { name: "for clients", series: waiting("Client", "9x20"), at: "10m" },
    ],
  },

  PostgresqlTransactionOpenTooLong: {
    fires: [
      {
        name: "one of two sessions",
        series: { ...transaction("idle in transaction", "1200+60x30"), ...transaction("active", "5x30") },
        at: "20m",
        labels: { application_name: "etl" },
      },
    ],
    quiet: [
      { name: "half an hour", series: transaction("active", "1800x30"), at: "20m" },
      { name: "an idle session", series: transaction("idle", "9000x30"), at: "20m" },
      { name: "a standby", series: transaction("active", "9000x30", "replicator"), at: "20m" },
    ],
  },

  PostgresqlDeadlocks: {
    fires: [
      { series: { [`pg_stat_database_deadlocks{${sales}}`]: "0x5 4x20" }, at: "15m", labels: { datname: "sales" } },
    ],
    quiet: [{ name: "a few", series: { [`pg_stat_database_deadlocks{${sales}}`]: "0x5 2x20" }, at: "15m" }],
  },

  PostgresqlRollsBackOften: {
    fires: [
      {
        series: transactions({ commits: "0+880x30", rollbacks: "0+120x30" }),
        at: "17m",
        labels: { datname: "sales" },
      },
    ],
    quiet: [
      { name: "some", series: transactions({ commits: "0+910x30", rollbacks: "0+90x30" }), at: "25m" },
      { name: "hardly used", series: transactions({ commits: "0+20x30", rollbacks: "0+20x30" }), at: "25m" },
    ],
  },
});

function waiting(event: string, count: string, state = "active") {
  return { [`pg_stat_activity_count{${sales},state="${state}",wait_event_type="${event}"}`]: count };
}

function transaction(state: string, seconds: string, user = "loader") {
  const session = `${sales},state="${state}",usename="${user}",application_name="etl"`;
  return { [`pg_stat_activity_max_tx_duration{${session}}`]: seconds };
}

function transactions({ commits, rollbacks }: { commits: string; rollbacks: string }) {
  return {
    [`pg_stat_database_xact_commit{${sales}}`]: commits,
    [`pg_stat_database_xact_rollback{${sales}}`]: rollbacks,
  };
}
