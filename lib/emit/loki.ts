import { type Emitter, yamlFile } from "./emit.ts";
import { type LokiStore, scaledLoki } from "./scale/loki.ts";
import { addressesOf } from "./scale/prometheus.ts";

/**
 * `loki/loki-config.yml`: one process with files on disk, or several with an object store.
 * Data is deleted after the retention plus the compaction interval plus the delete delay.
 * Source: https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
export const emitLoki: Emitter = ({ retention, stack, scale }, target) => {
  if (!retention || !("loki" in stack)) return [];
  const store = scale?.loki ? scaledLoki(scale.loki, stack, target) : oneProcess;
  return [
    yamlFile("loki/loki-config.yml", "retention.ts", {
      auth_enabled: store.tenants !== undefined,
      server: { http_listen_port: portOf(target.address("loki")), log_level: "warn" },
      common: {
        path_prefix: "/loki",
        replication_factor: store.replicationFactor,
        ring: { kvstore: { store: store.members.length > 0 ? "memberlist" : "inmemory" } },
        storage: store.storage,
      },
      ...(store.members.length > 0 && { memberlist: { join_members: store.members } }),
      schema_config: {
        configs: [
          {
            from: "2024-04-01",
            store: "tsdb",
            object_store: store.objectStore,
            schema: "v13",
            index: { prefix: "index_", period: "24h" },
          },
        ],
      },
      compactor: {
        working_directory: "/loki/compactor",
        retention_enabled: true,
        delete_request_store: store.objectStore,
        compaction_interval: "10m",
        retention_delete_delay: "2h",
      },
      ...(store.tenants && { runtime_config: { file: "/etc/loki/overrides.yml" } }),
      limits_config: {
        retention_period: retention.logs,
        allow_structured_metadata: true,
        // Lines of an outage are sent late; lines older than the retention would be deleted at once.
        reject_old_samples_max_age: retention.logs,
      },
      ruler: {
        alertmanager_url: addressesOf("alertmanager", target, scale)
          .map((address) => `http://${address}`)
          .join(","),
        enable_alertmanager_v2: true,
        ...store.ruler,
      },
      analytics: { reporting_enabled: false },
    }),
    ...(store.tenants ? [yamlFile("loki/overrides.yml", "scale.ts", { overrides: store.tenants })] : []),
  ];
};

const oneProcess: LokiStore = {
  objectStore: "filesystem",
  storage: { filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" } },
  replicationFactor: 1,
  members: [],
};

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));
