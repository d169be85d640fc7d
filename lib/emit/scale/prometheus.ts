import type { MetricsStore, Scale } from "../../model/scale.ts";
import { replicasOf } from "../../model/scale.ts";
import type { Target } from "../emit.ts";

// What more than one Prometheus adds to its configuration. Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/

/** Where the deployment mounts the passwords of remote write. */
export const secretsFolder = "/etc/prometheus/secrets";

/** Addresses of every instance of a service. */
export const addressesOf = (service: string, target: Target, scale: Scale | undefined): string[] =>
  Array.from({ length: replicasOf(service, scale) }, (_, i) => target.address(service, i + 1));

/**
 * Labels of everything that leaves Prometheus. Each instance has its own value of `REPLICA` in its environment:
 * Prometheus expands it.
 */
export const externalLabels = ({ cluster }: Scale) => ({ cluster, replica: "$REPLICA" });

/** Replicas fire the same alert: without the label of the replica, Alertmanager sees that. */
export const alertRelabeling = [{ action: "labeldrop", regex: "replica" }];

/** The targets of one shard, by the hash of their address. @param address the label that holds it */
export const shardRelabeling = (address: string, shard: number, shards: number) => [
  { source_labels: [address], action: "hashmod", modulus: shards, target_label: "__tmp_hash" },
  { source_labels: ["__tmp_hash"], action: "keep", regex: String(shard) },
];

const writePaths = {
  victoriametrics: "/api/v1/write",
  thanos: "/api/v1/receive",
  mimir: "/api/v1/push",
} as const satisfies Record<MetricsStore["kind"], string>;

export const writeUrl = ({ kind, service }: MetricsStore, target: Target): string =>
  `http://${target.address(service)}${writePaths[kind]}`;

/** Where Grafana asks, without a trailing slash. */
export const queryUrl = ({ kind, service, queryService = service }: MetricsStore, target: Target): string =>
  `http://${target.address(queryService)}${kind === "mimir" ? "/prometheus" : ""}`;

/**
 * What is written: less the dropped metrics, and with the replica as the store takes it for a copy. VictoriaMetrics
 * removes copies of the same series, Mimir follows one replica by `__replica__`, Thanos compares `replica` in queries.
 */
export function writeRelabeling({ kind, drop = [] }: MetricsStore): object[] {
  const dropped = drop.length === 0 ? [] : [{ source_labels: ["__name__"], action: "drop", regex: drop.join("|") }];
  const noReplica = { action: "labeldrop", regex: "replica" };
  const replica = {
    victoriametrics: [noReplica],
    mimir: [{ source_labels: ["replica"], target_label: "__replica__" }, noReplica],
    thanos: [],
  }[kind];
  return [...dropped, ...replica];
}

/** The section `remote_write`. Prometheus keeps what a store that is down misses for two hours: as long as its log. */
export function remoteWrite(store: MetricsStore, target: Target): object[] {
  const { credentials, queue = {} } = store;
  const relabeling = writeRelabeling(store);
  return [
    {
      name: store.service,
      url: writeUrl(store, target),
      ...(credentials && {
        basic_auth: { username: credentials.username, password_file: `${secretsFolder}/${credentials.passwordFile}` },
      }),
      queue_config: {
        ...(queue.capacity !== undefined && { capacity: queue.capacity }),
        ...(queue.minShards !== undefined && { min_shards: queue.minShards }),
        ...(queue.maxShards !== undefined && { max_shards: queue.maxShards }),
        ...(queue.maxSamplesPerSend !== undefined && { max_samples_per_send: queue.maxSamplesPerSend }),
        ...(queue.batchSendDeadline && { batch_send_deadline: queue.batchSendDeadline }),
        ...(queue.maxBackoff && { max_backoff: queue.maxBackoff }),
        retry_on_http_429: true,
      },
      ...(relabeling.length > 0 && { write_relabel_configs: relabeling }),
    },
  ];
}
