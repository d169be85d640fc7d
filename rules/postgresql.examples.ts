import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./postgresql.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
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
    warning: {
      fires: [{ series: taken("79x20"), at: "12m", labels }],
      quiet: [{ series: taken("77x20"), at: "15m" }],
    },
    critical: {
      fires: [{ series: taken("93x20"), at: "4m", labels }],
      quiet: [{ name: "near, not yet critical", series: taken("92x20"), at: "15m" }],
    },
  },

  PostgresqlConnectionsExhaustedSoon: {
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

  PostgresqlTransactionsFewerThanUsual: {
    fires: [{ series: usual({ now: "1.6x60", baseline: "5.5x60" }), at: "25m", labels }],
    quiet: [
      { name: "a bit fewer", series: usual({ now: "3.2x60", baseline: "10x60" }), at: "30m" },
      { name: "never many", series: usual({ now: "1x60", baseline: "4.5x60" }), at: "30m" },
    ],
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

function usual({ now, baseline }: { now: string; baseline: string }) {
  const series = "instance:postgresql_transactions:rate5m";
  return { [`${series}{${db1}}`]: now, [`${series}_baseline_min{${db1}}`]: baseline };
}
