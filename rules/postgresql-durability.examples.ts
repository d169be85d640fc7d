import { defineExamples } from "bigdata-monitoring";
import { job } from "../stack.ts";
import type rules from "./postgresql-durability.ts";

const postgresql = job("postgres-exporter");
const db1 = `${postgresql},instance="db1:5432"`;
const db2 = `${postgresql},instance="db2:5432"`;

const primary = `pg_replication_is_replica{${db1},cluster="east"}`;
const expectedStandbys = 'cluster:postgresql_standbys:expected{cluster="east"}';

export default defineExamples<typeof rules>({
  PostgresqlReplicationLags: {
    fires: [{ series: standby("61x20"), at: "7m", labels: { instance: "db2:5432" } }],
    quiet: [
      { name: "a minute", series: standby("60x20"), at: "10m" },
      { name: "a primary", series: standby("61x20", "0x20"), at: "10m" },
    ],
  },

  PostgresqlStandbyLost: {
    fires: [{ series: receiving("1x2 _x20"), at: "13m", labels: { instance: "db1:5432" } }],
    quiet: [
      { name: "receives", series: receiving("1x20"), at: "13m" },
      { name: "a primary", series: { ...receiving("_x20"), [`pg_replication_is_replica{${db1}}`]: "0x20" }, at: "13m" },
      { name: "not asked", series: { [`pg_replication_is_replica{${db1}}`]: "1x20" }, at: "13m" },
    ],
  },

  PostgresqlStandbysMissing: {
    fires: [
      {
        name: "one of two",
        series: sends({ first: "0x30", second: "0x2 _x30" }),
        at: "13m",
        labels: { instance: "db1:5432" },
      },
      {
        name: "none is left",
        series: sends({ first: "0x2 _x30", second: "0x2 _x30" }),
        at: "13m",
        message: "to 0 standbys",
      },
      {
        name: "a base backup is none",
        series: { ...sends({ first: "0x30", second: "_x30" }), ...sender("pg_basebackup", "0x30") },
        at: "13m",
      },
    ],
    quiet: [
      { name: "both", series: sends({ first: "0x30", second: "0x30" }), at: "13m" },
      { name: "reconnects", series: sends({ first: "0x30", second: "0x2 _x8 0x20" }), at: "14m" },
      { name: "a standby", series: { ...sends({ first: "_x30", second: "_x30" }), [primary]: "1x30" }, at: "13m" },
      {
        name: "another cluster",
        series: { ...sends({ first: "0x30", second: "_x30" }), [expectedStandbys]: "1x30" },
        at: "13m",
      },
    ],
  },

  PostgresqlRestarted: {
    fires: [{ series: started("0x5 300x20"), at: "8m", labels: { instance: "db1:5432" } }],
    quiet: [
      { name: "twenty minutes ago", series: started("0x5 300x30"), at: "26m" },
      { name: "is new", series: started("_x5 300x20"), at: "8m" },
    ],
  },

  PostgresqlExporterFails: {
    fires: [{ series: { [`pg_exporter_last_scrape_error{${db1}}`]: "1x30" }, at: "17m" }],
    quiet: [{ name: "once", series: { [`pg_exporter_last_scrape_error{${db1}}`]: "1 0x30" }, at: "17m" }],
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

function sender(name: string, diff: string) {
  return { [`pg_stat_replication_pg_wal_lsn_diff{${db1},cluster="east",application_name="${name}"}`]: diff };
}

/** A primary that is to have two standbys. */
function sends({ first, second }: { first: string; second: string }) {
  return { [primary]: "0x30", [expectedStandbys]: "2x30", ...sender("db2", first), ...sender("db3", second) };
}

function started(timestamp: string) {
  return { [`pg_postmaster_start_time_seconds{${db1}}`]: timestamp };
}

function receiving(timeline: string) {
  return {
    [`pg_replication_is_replica{${db1}}`]: "1x20",
    [`pg_stat_wal_receiver_received_tli{${db1},upstream_host="db0",slot_name="db1",status="streaming"}`]: timeline,
    [`pg_scrape_collector_success{${db1},collector="stat_wal_receiver"}`]: "1x20",
  };
}
