import { alertLabels } from "../alerting/labels.ts";
import type { Stack } from "../model/facts.ts";
import type { LogAlert, Model } from "../model/model.ts";
import type { LokiScale, ObjectStore } from "../model/scale.ts";
import { type Emitter, type Target, yamlFile } from "./emit.ts";
import { addressesOf } from "./prometheus.ts";
import { alertAnnotations } from "./rules.ts";

/**
 * `loki/loki-config.yml`: one process with files on disk, or several with an object store.
 * Data is deleted after the retention plus the compaction interval plus the delete delay.
 * Source: https://grafana.com/docs/loki/latest/operations/storage/retention/
 */
export const emitLoki: Emitter = (model, target) => {
  const { retention, stack, scale, logAlerts } = model;
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
        // Where people open the query of a log alert: in Explore.
        external_url: model.links.dashboards.replace(/\/d$/, ""),
        ...store.ruler,
        ...(logAlerts.length > 0 && {
          storage: { type: "local", local: { directory: rulesFolder } },
          rule_path: "/loki/rules-temp",
        }),
      },
      analytics: { reporting_enabled: false },
    }),
    ...(store.tenants ? [yamlFile("loki/overrides.yml", "scale.ts", { overrides: store.tenants })] : []),
    ...logAlerts.map(({ name, file, definition: { interval, rules } }) =>
      yamlFile(`loki/rules/${scale?.loki?.tenant ?? onlyTenant}/${name}.yml`, file, {
        groups: [{ name, interval, rules: rules.map((rule) => logAlertYaml(rule, model)) }],
      }),
    ),
  ];
};

/** Where compose mounts `loki/`. */
const rulesFolder = "/etc/loki/rules";
/** The tenant of a Loki that tells none apart. */
const onlyTenant = "fake";

const logAlertYaml = (rule: LogAlert, model: Model) => ({
  alert: rule.alert,
  expr: rule.expr,
  for: rule.for,
  labels: alertLabels(rule),
  annotations: alertAnnotations(rule, model),
});

const oneProcess: LokiStore = {
  objectStore: "filesystem",
  storage: { filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" } },
  replicationFactor: 1,
  members: [],
};

const portOf = (address: string): number => Number(address.slice(address.lastIndexOf(":") + 1));

/** What differs between one process with a disk and several with an object store. */
interface LokiStore {
  readonly objectStore: "filesystem" | "s3";
  readonly storage: object;
  readonly replicationFactor: number;
  /** `host:port` of the gossip of every member; none where there is one process. */
  readonly members: readonly string[];
  /** Limits by tenant, as Loki spells them. */
  readonly tenants?: Readonly<Record<string, object>>;
  /** Further fields of the ruler. */
  readonly ruler?: object;
}

const gossipPort = 7946;
const defaultMembers = ["loki-read", "loki-write", "loki-backend"];

/** Source: https://grafana.com/docs/loki/latest/get-started/deployment-modes/ */
function scaledLoki(loki: LokiScale, stack: Stack, target: Target): LokiStore {
  const { objectStore, members = defaultMembers, replicationFactor = 3, tenants } = loki;
  const s3 = s3Settings(objectStore, stack, target);
  return {
    objectStore: "s3",
    storage: { s3: { bucketnames: objectStore.buckets.chunks, ...s3 } },
    replicationFactor,
    members: members.map((member) => `${member}:${gossipPort}`),
    ...(tenants && {
      tenants: Object.fromEntries(Object.entries(tenants).map(([name, limits]) => [name, overridesOf(limits)])),
    }),
    ruler: {
      enable_sharding: true,
      storage: { type: "s3", s3: { bucketnames: objectStore.buckets.rules, ...s3 } },
      rule_path: "/loki/rules-temp",
    },
  };
}

/** Keys are not here: Loki reads them as AWS' own programs do. */
const s3Settings = ({ endpoint, region, insecure = false }: ObjectStore, stack: Stack, target: Target) => ({
  endpoint: endpoint in stack ? target.address(endpoint) : endpoint,
  region,
  insecure,
  s3forcepathstyle: true,
});

const overridesOf = ({
  retention,
  ingestionRateMegabytes,
  ingestionBurstMegabytes,
  maxStreams,
}: NonNullable<LokiScale["tenants"]>[string]) => ({
  ...(retention && { retention_period: retention }),
  ...(ingestionRateMegabytes !== undefined && { ingestion_rate_mb: ingestionRateMegabytes }),
  ...(ingestionBurstMegabytes !== undefined && { ingestion_burst_size_mb: ingestionBurstMegabytes }),
  ...(maxStreams !== undefined && { max_global_streams_per_user: maxStreams }),
});
