import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./postgresql-durability.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
const db2 = `${postgresql},instance="db2:5432"`;
const orders = `{${db1},datname="sales",schemaname="public",relname="orders"}`;

export default defineExamples<typeof rules>({
  PostgresqlReplicationLags: {
    warning: {
      fires: [{ series: standby("61x20"), at: "7m", labels: { instance: "db2:5432" } }],
      quiet: [
        { name: "a minute", series: standby("60x20"), at: "10m" },
        { name: "a primary", series: standby("61x20", "0x20"), at: "10m" },
      ],
    },
    critical: {
      fires: [{ series: standby("601x20"), at: "7m" }],
      quiet: [
        { name: "not yet critical", series: standby("600x20"), at: "10m" },
        { name: "a primary", series: standby("601x20", "0x20"), at: "10m" },
      ],
    },
  },

  PostgresqlReplicationSlotUnused: {
    fires: [
      { series: slot("pg_replication_slot_slot_is_active", "0x40"), at: "32m", labels: { slot_name: "cdc" } },
      { name: "exporter 0.20", series: slot("pg_replication_slots_slot_is_active", "0x40"), at: "32m" },
    ],
    quiet: [{ name: "reconnects", series: slot("pg_replication_slot_slot_is_active", "0x20 1x40"), at: "35m" }],
  },

  PostgresqlArchivingFails: {
    fires: [{ series: { [`pg_stat_archiver_failed_count{${db1}}`]: "0+1x40" }, at: "20m" }],
    quiet: [{ name: "failed once", series: { [`pg_stat_archiver_failed_count{${db1}}`]: "0x5 1x40" }, at: "25m" }],
  },

  PostgresqlTransactionIdsRunOut: {
    warning: {
      fires: [{ series: age("600000000x70"), at: "1h5m", labels: { datname: "sales" } }],
      quiet: [{ name: "autovacuum is at it", series: age("400000000x70"), at: "1h5m" }],
    },
    critical: {
      fires: [{ series: age("1600000000x70"), at: "1h5m" }],
      quiet: [{ name: "not yet critical", series: age("1400000000x70"), at: "1h5m" }],
    },
  },

  PostgresqlDeadRows: {
    fires: [{ series: rows({ dead: "110000x150", live: "400000x150" }), at: "2h5m", labels: { relname: "orders" } }],
    quiet: [
      { name: "a small share", series: rows({ dead: "200000x150", live: "1000000x150" }), at: "2h5m" },
      { name: "a small table", series: rows({ dead: "90000x150", live: "9000x150" }), at: "2h5m" },
    ],
  },
});

function standby(lag: string, isReplica = "1x20") {
  return { [`pg_replication_lag_seconds{${db2}}`]: lag, [`pg_replication_is_replica{${db2}}`]: isReplica };
}

function slot(metric: string, active: string) {
  return { [`${metric}{${db1},slot_name="cdc",slot_type="logical"}`]: active };
}

function age(transactions: string) {
  return { [`pg_database_wraparound_age_datfrozenxid_seconds{${db1},datname="sales"}`]: transactions };
}

function rows({ dead, live }: { dead: string; live: string }) {
  return { [`pg_stat_user_tables_n_dead_tup${orders}`]: dead, [`pg_stat_user_tables_n_live_tup${orders}`]: live };
}
