import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./postgresql.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432",backend="postgres"`;
const sales = `${db1},datname="sales"`;
const labels = { instance: "db1:5432" };

export default defineExamples<typeof rules>({
  PostgresqlDown: {
    fires: [
      { name: "down", series: { [`pg_up{${db1}}`]: "1x2 0x10" }, at: "6m", labels },
      { name: "locked", series: { [`up{${db1}}`]: "1x2 0x10" }, at: "6m", labels },
    ],
    quiet: [
      { name: "one missed answer", series: { [`pg_up{${db1}}`]: "1 1 0 1 1 1" }, at: "4m" },
      { name: "another exporter", series: { [`up{${job("mysqld-exporter")}}`]: "0x10" }, at: "6m" },
    ],
  },

  PostgresqlConnectionsNearLimit: {
    fires: [{ series: taken("79x20"), at: "12m", labels }],
    quiet: [{ series: taken("77x20"), at: "15m" }],
  },
});

/** A server with 100 connections, three of them kept for superusers. */
function taken(count: string) {
  return {
    [`pg_stat_activity_count{${sales},state="idle"}`]: count,
    [`pg_settings_max_connections{${db1}}`]: "100x100",
    [`pg_settings_superuser_reserved_connections{${db1}}`]: "3x100",
  };
}
