import { keepOnly, readSeries } from "../capacity/series.ts";
import { scrapeTimeout } from "../model/facts.ts";
import type { Model, ScrapeLimits, Service } from "../model/model.ts";
import { type MetricsStore, replicasOf, rulesAt, type Scale } from "../model/scale.ts";
import { probeScrapeConfigs } from "./blackbox.ts";
import { type Emitter, type Target, yamlFile } from "./emit.ts";
import { configNameOf, type Discovery, discoveriesOf, jobLabel, secretsFolder } from "./targets.ts";

/**
 * `prometheus/prometheus.yml`; with shards `prometheus-1.yml` and so on beside it, one for each further shard.
 * Retention is a flag: Prometheus before 3.8 does not read it from the file.
 */
export const emitPrometheus: Emitter = (model, target) =>
  Array.from({ length: model.scale?.prometheus?.shards ?? 1 }, (_, shard) =>
    yamlFile(`prometheus/${configName(shard)}`, "stack.ts", configuration(model, target, shard)),
  );

/** The configuration of a shard's instances. */
const configName = (shard: number): string => (shard === 0 ? "prometheus.yml" : `prometheus-${shard}.yml`);

function configuration(model: Model, target: Target, shard: number): object {
  const { scale } = model;
  const shards = scale?.prometheus?.shards ?? 1;
  const jobs = [
    ...Object.entries(model.stack).flatMap(([name, service]) => scrapeConfig(model, name, service, target)),
    ...probeScrapeConfigs(model, target),
  ];
  return {
    global: globalSection(model),
    ...(rulesAt(scale) === "replicas" && { rule_files: ["rules/*.yml"] }),
    alerting: alertmanagers(model, target),
    ...(scale?.store && { remote_write: remoteWrite(scale.store, target) }),
    scrape_configs: shards === 1 ? jobs : jobs.map((job) => ofShard(job, shard, shards)),
  };
}

function globalSection({ settings, scale }: Model) {
  const { scrapeInterval, scrapeTimeout, evaluationInterval, externalLabels } = settings.prometheus;
  const labels = { ...externalLabels, ...(scale && scaleLabels(scale)) };
  return {
    scrape_interval: scrapeInterval,
    scrape_timeout: scrapeTimeout,
    evaluation_interval: evaluationInterval,
    ...(Object.keys(labels).length > 0 && { external_labels: labels }),
  };
}

/** Every Alertmanager of a cluster is sent every alert. */
const alertmanagers = ({ stack, scale }: Model, target: Target) => ({
  ...(scale && { alert_relabel_configs: alertRelabeling }),
  alertmanagers:
    "alertmanager" in stack ? [{ static_configs: [{ targets: addressesOf("alertmanager", target, scale) }] }] : [],
});

interface Job {
  readonly relabel_configs?: readonly object[];
  readonly metrics_path: string;
}

/** Probes have one address, that of the prober: what is probed distinguishes their targets. */
function ofShard(job: Job, shard: number, shards: number): Job {
  const address = job.metrics_path === "/probe" ? "instance" : "__address__";
  return { ...job, relabel_configs: [...(job.relabel_configs ?? []), ...shardRelabeling(address, shard, shards)] };
}

function scrapeConfig(model: Model, name: string, service: Service, target: Target): Job[] {
  const { scrape, catalog = name } = service;
  if (!scrape) return [];
  const { interval, path = "/metrics", limits } = scrape;
  return discoveries(model, name, service, target).map(({ sections, relabeling }, i) => {
    const relabelConfigs = [...(i === 0 ? [] : [jobLabel(name)]), ...relabeling];
    return {
      job_name: configNameOf(name, i),
      scrape_interval: interval,
      scrape_timeout: scrapeTimeout(scrape),
      metrics_path: path,
      ...(limits && limitSections(limits)),
      ...sections,
      ...(relabelConfigs.length > 0 && { relabel_configs: relabelConfigs }),
      ...(scrape.keep && { metric_relabel_configs: keepOnly(readSeries(model, catalog)) }),
    };
  });
}

const limitSections = ({ samples, labels, labelNameLength, labelValueLength, bodySize, targets }: ScrapeLimits) => ({
  ...(samples !== undefined && { sample_limit: samples }),
  ...(labels !== undefined && { label_limit: labels }),
  ...(labelNameLength !== undefined && { label_name_length_limit: labelNameLength }),
  ...(labelValueLength !== undefined && { label_value_length_limit: labelValueLength }),
  ...(bodySize !== undefined && { body_size_limit: bodySize }),
  ...(targets !== undefined && { target_limit: targets }),
});

/**
 * A service that takes another's place, such as Promtail, is looked up by name: where it does not run, its name is
 * unknown, and there is no target that is down. An address by number cannot be looked up.
 */
function discoveries(model: Model, name: string, service: Service, target: Target): Discovery[] {
  const { insteadOf, measures, port } = service;
  const labels = { service: name, ...(measures !== undefined && { backend: measures }) };
  if (service.targets) return discoveriesOf(service.targets, port, labels);
  const addresses = addressesOf(name, target, model.scale);
  const [address = ""] = addresses;
  const { hostname, port: own } = new URL(`http://${address}`);
  if (insteadOf === undefined || isNumeric(hostname))
    return [{ sections: { static_configs: [{ targets: addresses, labels }] }, relabeling: [] }];
  return [
    {
      sections: { dns_sd_configs: [{ names: [hostname], type: "A", port: Number(own), refresh_interval: "30s" }] },
      relabeling: [
        { target_label: "instance", replacement: address },
        { target_label: "service", replacement: name },
      ],
    },
  ];
}

/** Of version 4, or of version 6 in its brackets. */
const isNumeric = (hostname: string): boolean => /^[\d.]+$|^\[/.test(hostname);

// What more than one Prometheus adds to its configuration. Source: https://prometheus.io/docs/prometheus/latest/configuration/configuration/

/** Addresses of every instance of a service. */
export const addressesOf = (service: string, target: Target, scale: Scale | undefined): string[] =>
  Array.from({ length: replicasOf(service, scale) }, (_, i) => target.address(service, i + 1));

/**
 * Labels of everything that leaves Prometheus. Each instance has its own value of `REPLICA` in its environment:
 * Prometheus expands it.
 */
const scaleLabels = ({ cluster }: Scale) => ({ cluster, replica: "$REPLICA" });

/** Replicas fire the same alert: without the label of the replica, Alertmanager sees that. */
const alertRelabeling = [{ action: "labeldrop", regex: "replica" }];

/** The targets of one shard, by the hash of their address. @param address the label that holds it */
const shardRelabeling = (address: string, shard: number, shards: number) => [
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
function remoteWrite(store: MetricsStore, target: Target): object[] {
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
