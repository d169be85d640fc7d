import type { Stack } from "../../model/facts.ts";
import type { LokiScale, ObjectStore } from "../../model/scale.ts";
import type { Target } from "../emit.ts";

/** What differs between one process with a disk and several with an object store. */
export interface LokiStore {
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
export function scaledLoki(loki: LokiScale, stack: Stack, target: Target): LokiStore {
  const { objectStore, members = defaultMembers, replicationFactor = 3, tenants } = loki;
  const s3 = s3Settings(objectStore, stack, target);
  return {
    objectStore: "s3",
    storage: { s3: { bucketnames: objectStore.buckets.chunks, ...s3 } },
    replicationFactor,
    members: members.map((member) => `${member}:${gossipPort}`),
    ...(tenants && {
      tenants: Object.fromEntries(Object.entries(tenants).map(([name, limits]) => [name, spelt(limits)])),
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

const spelt = ({
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
