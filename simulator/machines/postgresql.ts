import type contract from "bigdata-monitoring/catalogs/postgres-exporter";
import type { Instance } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

type Postgresql = Registry<typeof contract>;

const maxConnections = 200;
const reserved = 3;
const server = "postgres:5432";
const databases = {
  platform: { datid: "16384", share: 0.8, bytes: 46e9 },
  mlflow: { datid: "16385", share: 0.15, bytes: 3e9 },
  postgres: { datid: "5", share: 0.05, bytes: 8e6 },
} as const;
const locks = { accesssharelock: 12, rowexclusivelock: 5, rowsharelock: 1, exclusivelock: 2 } as const;

/** PostgreSQL, which the platform writes its transactions and predictions to. */
export const postgresql =
  (registry: Postgresql, begin: number, { role, instance }: Instance, standbys: readonly string[]) =>
  (tick: Tick): void => {
    registry.set("pg_up", {}, 1);
    registry.set("pg_postmaster_start_time_seconds", {}, begin - 20 * 86_400);
    registry.set("pg_settings_max_connections", { server }, maxConnections);
    registry.set("pg_settings_superuser_reserved_connections", { server }, reserved);
    registry.set("pg_replication_is_replica", {}, role === "standby" ? 1 : 0);
    if (role === "primary") updateSenders(registry, standbys, tick);
    if (role === "standby") updateReceiver(registry, instance === standbys[0], tick);
    else registry.set("pg_replication_lag_seconds", {}, 0);
    registry.set("pg_wal_size_bytes", {}, Math.round(tick.near("wal", 1.1e9, 0.2)));
    registry.count("pg_stat_archiver_failed_count", { server }, 0);
    for (const datname of Object.keys(databases) as (keyof typeof databases)[]) {
      updateTraffic(registry, datname, tick);
      updateSessions(registry, datname, tick);
    }
  };

/** One row for each standby that is connected. The first one is the one that is lost. */
function updateSenders(registry: Postgresql, standbys: readonly string[], { conditions, near }: Tick): void {
  standbys.forEach((standby, i) => {
    const isLost = i === 0 && conditions.standbyLost >= 1;
    const row = {
      application_name: standby,
      client_addr: `10.0.1.${i + 1}`,
      server,
      slot_name: "",
      state: "streaming",
    };
    registry.set(
      "pg_stat_replication_pg_wal_lsn_diff",
      row,
      isLost ? undefined : Math.round(near(standby, 40_000, 0.9)),
    );
  });
}

/** A standby that is not connected has no row, and its lag is 0: it has replayed all that it received. */
function updateReceiver(registry: Postgresql, isFirst: boolean, { conditions, near, time }: Tick): void {
  const isLost = isFirst && conditions.standbyLost >= 1;
  const row = { slot_name: "", status: "streaming", upstream_host: "postgres-primary" };
  registry.set("pg_scrape_collector_success", { collector: "stat_wal_receiver" }, 1);
  registry.set("pg_stat_wal_receiver_received_tli", row, isLost ? undefined : 1);
  registry.set("pg_stat_wal_receiver_last_msg_receipt_time", row, isLost ? undefined : time - 1);
  registry.set("pg_replication_lag_seconds", {}, isLost ? 0 : near("standby lag", 0.4, 0.9));
}

function updateTraffic(registry: Postgresql, datname: keyof typeof databases, { flows, near }: Tick): void {
  const { datid, share, bytes } = databases[datname];
  const labels = { datid, datname, server };
  const commits = near(`${datname} commits`, flows.transactions * 14 * share, 0.1);
  registry.count("pg_stat_database_xact_commit", labels, commits);
  registry.count("pg_stat_database_xact_rollback", labels, commits * 0.006);
  registry.count("pg_stat_database_blks_hit", labels, commits * 60);
  registry.count("pg_stat_database_blks_read", labels, commits * 0.7);
  registry.count("pg_stat_database_deadlocks", labels, 0);
  registry.count("pg_stat_database_tup_fetched", labels, commits * 40);
  registry.count("pg_stat_database_tup_inserted", labels, commits * 1.6);
  registry.count("pg_stat_database_tup_updated", labels, commits * 0.9);
  registry.count("pg_stat_database_tup_deleted", labels, commits * 0.05);
  registry.set("pg_database_size_bytes", { datname, server }, Math.round(near(`${datname} size`, bytes, 0.002)));
  registry.set("pg_database_wraparound_age_datfrozenxid_seconds", { datname }, 42_000_000);
  for (const [mode, held] of Object.entries(locks))
    registry.set(
      "pg_locks_count",
      { datname, mode, server },
      Math.round(near(`${datname} ${mode}`, held * share, 0.5)),
    );
}

function updateSessions(
  registry: Postgresql,
  datname: keyof typeof databases,
  { flows, conditions, near }: Tick,
): void {
  const { share } = databases[datname];
  const leaked = datname === "platform" ? conditions.connectionsLeaked : 0;
  const sessions = {
    active: { count: near(`${datname} active`, 14 * flows.load * share, 0.3), longest: 0.4 },
    idle: { count: near(`${datname} idle`, 34 * share, 0.2), longest: 0 },
    "idle in transaction": { count: leaked, longest: leaked > 0 ? 300 : 0 },
  };
  for (const [state, { count, longest }] of Object.entries(sessions)) {
    const who = { application_name: "platform", backend_type: "client backend", usename: "platform" };
    const labels = { ...who, datname, server, state, wait_event: "", wait_event_type: "" };
    registry.set("pg_stat_activity_count", labels, Math.min(maxConnections, Math.round(count)));
    registry.set("pg_stat_activity_max_tx_duration", labels, near(`${datname} ${state}`, longest, 0.3));
  }
}
