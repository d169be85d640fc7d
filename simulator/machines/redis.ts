import type contract from "bigdata-monitoring/catalogs/redis-exporter";
import type { Instance } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

const limit = 2 ** 30;
/** Shares of the commands, and CPU seconds of each. */
const commands = {
  hmget: { share: 0.72, seconds: 14e-6 },
  hset: { share: 0.2, seconds: 9e-6 },
  expire: { share: 0.06, seconds: 2e-6 },
  ping: { share: 0.02, seconds: 1e-6 },
} as const;
const snapshotEvery = 3600;
/** Of a cache that is full: keys per second that make room for others. */
const evicted = 40;
const software = {
  ...{ master_replid: "8f2c", os: "Linux", process_id: "1", redis_build_id: "3e1a", redis_mode: "standalone" },
  ...{ redis_version: "7.4.2", run_id: "b7d1", tcp_port: "6379" },
} as const;
const master = { master_host: "redis-primary", master_port: "6379" } as const;

/** Redis, the online feature store: four views are looked up for every transaction. */
export const redis =
  (
    registry: Registry<typeof contract>,
    begin: number,
    { role, instance, unlimited, fullCache }: Instance,
    all: readonly string[],
  ) =>
  ({ time, flows, near, conditions }: Tick): void => {
    const replicas = all.length - (conditions.replicasLost >= 1 ? 1 : 0);
    const perSecond = near("redis commands", 60 + flows.transactions * 5.5, 0.08);
    registry.set("redis_up", {}, 1);
    const info = {
      role: role === "standby" ? "slave" : "master",
      maxmemory_policy: fullCache ? "allkeys-lru" : "noeviction",
    };
    registry.set("redis_instance_info", { ...software, ...info }, 1);
    registry.set("redis_uptime_in_seconds", {}, time - begin + 20 * 86_400);
    registry.count("redis_commands_processed_total", {}, perSecond);
    for (const [cmd, { share, seconds }] of Object.entries(commands)) {
      registry.count("redis_commands_total", { cmd }, perSecond * share);
      registry.count(
        "redis_commands_duration_seconds_total",
        { cmd },
        perSecond * share * near(`${cmd} time`, seconds, 0.1),
      );
    }
    registry.count("redis_keyspace_hits_total", {}, flows.transactions * 4 * 0.98);
    registry.count("redis_keyspace_misses_total", {}, flows.transactions * 4 * 0.02);
    registry.count("redis_evicted_keys_total", {}, fullCache ? evicted : 0);
    registry.count("redis_rejected_connections_total", {}, 0);
    registry.count("redis_acl_access_denied_auth_total", {}, 0);
    registry.count("redis_net_input_bytes_total", {}, perSecond * 130);
    registry.count("redis_net_output_bytes_total", {}, perSecond * 620);
    const used = Math.round(fullCache ? 0.999 * limit : near("redis memory", 0.46 * limit, 0.03));
    registry.set("redis_memory_used_bytes", {}, used);
    registry.set("redis_memory_used_rss_bytes", {}, Math.round(used * 1.12));
    registry.set("redis_memory_max_bytes", {}, unlimited ? 0 : limit);
    registry.set("redis_db_keys", { db: "db0" }, Math.round(near("redis keys", 2_028_000, 0.01)));
    registry.set("redis_connected_clients", {}, Math.round(near("redis clients", 30 + 30 * flows.load, 0.1)));
    registry.set("redis_blocked_clients", {}, 0);
    registry.set("redis_config_maxclients", {}, unlimited ? 0 : 10_000);
    registry.set("redis_connected_slaves", {}, role === "primary" ? replicas : 0);
    if (role === "primary")
      for (let i = 1; i <= all.length; i++) {
        const slave = { slave_ip: `10.0.0.${i}`, slave_port: "6379", slave_state: "online" };
        registry.set(
          "redis_connected_slave_lag_seconds",
          slave,
          i > replicas ? undefined : Math.round(near(`replica ${i}`, 0.6, 0.9)),
        );
      }
    if (role === "standby")
      registry.set("redis_master_link_up", master, instance === all[0] && replicas < all.length ? 0 : 1);
    registry.set("redis_aof_enabled", {}, 0);
    registry.set("redis_aof_last_write_status", {}, 1);
    registry.set("redis_rdb_last_bgsave_status", {}, 1);
    registry.set("redis_rdb_changes_since_last_save", {}, Math.round(perSecond * 0.2 * (time % snapshotEvery)));
    registry.set("redis_rdb_last_save_timestamp_seconds", {}, Math.floor(time / snapshotEvery) * snapshotEvery);
  };
