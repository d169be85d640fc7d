import type { Duration } from "./duration.ts";
import type { Stack } from "./facts.ts";

/**
 * How the stack runs on more than one machine: the export `scale` of `scale.ts`. Without that file each server runs
 * once and keeps its data on its own disk. What is left out stays so.
 */
export interface Scale {
  /**
   * Label `cluster` of every series and alert.
   * @minLength 1
   */
  readonly cluster: string;
  /** Services that run only then, such as the store; they join those of `stack.ts`. */
  readonly services?: Stack;
  readonly prometheus?: {
    /** Instances that scrape the same targets. @minimum 1 */
    readonly replicas?: number;
    /** Parts that the targets are divided into, each with its own replicas. @minimum 1 */
    readonly shards?: number;
  };
  /** Where Prometheus writes to, and Grafana reads from. */
  readonly store?: MetricsStore;
  readonly alertmanager?: {
    /** @minimum 1 */
    readonly replicas: number;
  };
  readonly grafana?: {
    /** @minimum 1 */
    readonly replicas: number;
  };
  /** Loki on an object store, in its scalable form. */
  readonly loki?: LokiScale;
}

/** A long-term store of metrics. */
export interface MetricsStore {
  readonly kind: "victoriametrics" | "thanos" | "mimir";
  /** The service that takes writes. */
  readonly service: string;
  /** The service that answers queries: Thanos Query, where Thanos Receive takes writes. Defaults to `service`. */
  readonly queryService?: string;
  /** Basic authentication of writes. */
  readonly credentials?: {
    readonly username: string;
    /** Name of a file in Prometheus' secrets folder. */
    readonly passwordFile: string;
  };
  /** Settings of the queue that differ from Prometheus' own. */
  readonly queue?: RemoteWriteQueue;
  /** Regular expressions (RE2) of metrics that stay in Prometheus. */
  readonly drop?: readonly string[];
  /**
   * Who evaluates rules: each replica over its own data, or the store's ruler (vmalert, Thanos Rule, Mimir's ruler).
   * Defaults to the replicas; with shards only the store has all series.
   */
  readonly rules?: "replicas" | "store";
}

/** Source: https://prometheus.io/docs/practices/remote_write/ */
export interface RemoteWriteQueue {
  /** Samples that wait for each shard. */
  readonly capacity?: number;
  readonly minShards?: number;
  readonly maxShards?: number;
  readonly maxSamplesPerSend?: number;
  readonly batchSendDeadline?: Duration;
  readonly maxBackoff?: Duration;
}

export interface LokiScale {
  readonly objectStore: ObjectStore;
  /** Service names of the targets that share the ring. Defaults to `loki-read`, `loki-write` and `loki-backend`. */
  readonly members?: readonly string[];
  /** Copies of each line. Defaults to 3, or to 1 on a single writer. @minimum 1 */
  readonly replicationFactor?: number;
  /** Limits of single tenants, by name. With one, every write and query names its tenant. */
  readonly tenants?: Readonly<Record<string, TenantLimits>>;
  /** The tenant that Alloy writes to and Grafana reads from, where there are tenants. */
  readonly tenant?: string;
}

export interface TenantLimits {
  /** Kept for so long. Defaults to `retention.ts`. */
  readonly retention?: Duration;
  readonly ingestionRateMegabytes?: number;
  readonly ingestionBurstMegabytes?: number;
  readonly maxStreams?: number;
}

/** S3, or what speaks its protocol. Keys are in the file that `AWS_SHARED_CREDENTIALS_FILE` names, or come from a role. */
export interface ObjectStore {
  /** `host:port`, or a service of the stack. */
  readonly endpoint: string;
  readonly region: string;
  /** Buckets of chunks and of rules. */
  readonly buckets: { readonly chunks: string; readonly rules: string };
  /** Whether it speaks plain HTTP, as within one machine. Defaults to false. */
  readonly insecure?: boolean;
}

/** The name of a service's instance: `prometheus`, then `prometheus-2`. */
export const replicaName = (service: string, replica: number): string =>
  replica === 1 ? service : `${service}-${replica}`;

/** How many instances of a service run. */
export function replicasOf(service: string, { prometheus, alertmanager, grafana }: Partial<Scale> = {}): number {
  if (service === "prometheus") return (prometheus?.replicas ?? 1) * (prometheus?.shards ?? 1);
  if (service === "alertmanager") return alertmanager?.replicas ?? 1;
  return service === "grafana" ? (grafana?.replicas ?? 1) : 1;
}

/** The names of a service's instances. */
export const instanceNames = (service: string, scale: Scale | undefined): string[] =>
  Array.from({ length: replicasOf(service, scale) }, (_, i) => replicaName(service, i + 1));

/** Who evaluates the rules. */
export const rulesAt = ({ prometheus, store }: Partial<Scale> = {}): "replicas" | "store" =>
  store?.rules ?? ((prometheus?.shards ?? 1) > 1 ? "store" : "replicas");
