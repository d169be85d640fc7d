import type contract from "bigdata-monitoring/catalogs/postgres-exporter";
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
  (registry: Postgresql) =>
  (tick: Tick): void => {
    registry.set("pg_up", {}, 1);
    registry.set("pg_settings_max_connections", { server }, maxConnections);
    registry.set("pg_settings_superuser_reserved_connections", { server }, reserved);
    registry.set("pg_replication_is_replica", {}, 0);
    registry.set("pg_replication_lag_seconds", {}, 0);
    registry.set("pg_wal_size_bytes", {}, Math.round(tick.near("wal", 1.1e9, 0.2)));
    registry.count("pg_stat_archiver_failed_count", { server }, 0);
    for (const datname of Object.keys(databases) as (keyof typeof databases)[]) {
      updateTraffic(registry, datname, tick);
      updateSessions(registry, datname, tick);
    }
  };

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
