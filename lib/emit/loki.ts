import { type Emitter, yamlFile } from "./emit.ts";

/**
 * `loki/loki-config.yml`: one process, files on disk.
 * Data is deleted after the retention plus the compaction interval plus the delete delay.
 * Source: https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
export const emitLoki: Emitter = ({ retention, stack }, target) => {
  if (!retention || !("loki" in stack)) return [];
  return [
    yamlFile("loki/loki-config.yml", "retention.ts", {
      auth_enabled: false,
      server: { http_listen_port: portOf(target.address("loki")), log_level: "warn" },
      common: {
        path_prefix: "/loki",
        replication_factor: 1,
        ring: { kvstore: { store: "inmemory" } },
        storage: { filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" } },
      },
      schema_config: {
        configs: [
          {
            from: "2024-04-01",
            store: "tsdb",
            object_store: "filesystem",
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
      compactor: {
        working_directory: "/loki/compactor",
        retention_enabled: true,
        delete_request_store: "filesystem",
        compaction_interval: "10m",
        retention_delete_delay: "2h",
      },
      limits_config: {
        retention_period: retention.logs,
        allow_structured_metadata: true,
        // Lines of an outage are sent late; lines older than the retention would be deleted at once.
        reject_old_samples_max_age: retention.logs,
      },
      ruler: { alertmanager_url: `http://${target.address("alertmanager")}`, enable_alertmanager_v2: true },
      analytics: { reporting_enabled: false },
    }),
  ];
};

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));
