import type contract from "bigdata-monitoring/catalogs/mysqld-exporter";
import type { Instance } from "../platforms/platform.ts";
import type { Registry } from "../world/registry.ts";
import type { Tick } from "../world/tick.ts";

const commands = { select: 0.68, insert: 0.14, update: 0.09, delete: 0.01, commit: 0.06, set_option: 0.02 } as const;
const rowOperations = { read: 30, inserted: 0.14, updated: 0.09, deleted: 0.01 } as const;
const source = {
  channel_name: "",
  connection_name: "",
  master_host: "mysql-primary",
  master_uuid: "5d1c0a4e",
} as const;

/** MySQL: a replica that reports read, unless it is the primary. */
export const mysql =
  (registry: Registry<typeof contract>, begin: number, { role, instance }: Instance, replicas: readonly string[]) =>
  ({ time, flows, near, conditions }: Tick): void => {
    const queries = near("mysql queries", 40 + flows.transactions * 9, 0.1);
    registry.set("mysql_up", {}, 1);
    registry.set("mysql_global_status_uptime", {}, time - begin + 12 * 86_400);
    registry.count("mysql_global_status_questions", {}, queries);
    registry.count("mysql_global_status_slow_queries", {}, queries * 0.0004);
    for (const [command, share] of Object.entries(commands))
      registry.count("mysql_global_status_commands_total", { command }, queries * share);
    for (const [operation, rows] of Object.entries(rowOperations))
      registry.count("mysql_global_status_innodb_row_ops_total", { operation }, queries * rows);
    registry.count("mysql_global_status_bytes_received", {}, queries * 210);
    registry.count("mysql_global_status_bytes_sent", {}, queries * 1900);
    registry.count("mysql_global_status_innodb_buffer_pool_read_requests", {}, queries * 55);
    registry.count("mysql_global_status_innodb_buffer_pool_reads", {}, queries * 0.2);
    registry.count("mysql_global_status_innodb_row_lock_waits", {}, queries * 0.0008);
    registry.count("mysql_global_status_innodb_row_lock_time", {}, queries * 0.0008 * near("lock wait", 12, 0.4));
    registry.count("mysql_global_status_aborted_connects", {}, 0.001);
    registry.count("mysql_global_status_access_denied_errors", {}, 0);
    registry.set("mysql_global_status_open_files", {}, Math.round(near("mysql files", 420, 0.1)));
    registry.set("mysql_global_variables_open_files_limit", {}, 10_000);
    registry.set(
      "mysql_global_status_threads_connected",
      {},
      Math.round(near("mysql threads", 22 + 20 * flows.load, 0.15)),
    );
    registry.set("mysql_global_status_threads_running", {}, Math.round(near("mysql running", 2 + 4 * flows.load, 0.4)));
    registry.set("mysql_global_variables_max_connections", {}, 151);
    if (role === "primary") return;
    const isLost = instance !== undefined && instance === replicas[0] && conditions.replicasLost >= 1;
    registry.set("mysql_slave_status_replica_io_running", source, isLost ? 0 : 1);
    registry.set("mysql_slave_status_replica_sql_running", source, 1);
    registry.set("mysql_slave_status_seconds_behind_source", source, Math.round(near("mysql lag", 1, 0.9)));
  };
