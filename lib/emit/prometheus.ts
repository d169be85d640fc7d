import { keepOnly, readSeries } from "../capacity/read-names.ts";
import type { Duration, Model, Scrape, Service } from "../model/model.ts";
import { rulesAt } from "../model/scale.ts";
import { probeScrapeConfigs } from "./blackbox.ts";
import { type Emitter, type Target, yamlFile } from "./emit.ts";
import {
  addressesOf,
  alertRelabeling,
  remoteWrite,
  externalLabels as scaleLabels,
  shardRelabeling,
} from "./scale/prometheus.ts";

/** Default timeout of a scrape in seconds, where the interval is not shorter. */
const defaultTimeoutSeconds = 10;

/**
 * `prometheus/prometheus.yml`; with shards `prometheus-1.yml` and so on beside it, one for each further shard.
 * Retention is a flag: Prometheus before 3.8 does not read it from the file.
 */
export const emitPrometheus: Emitter = (model, target) =>
  Array.from({ length: model.scale?.prometheus?.shards ?? 1 }, (_, shard) =>
    yamlFile(`prometheus/${configName(shard)}`, "stack.ts", configuration(model, target, shard)),
  );

/** The configuration of a shard's instances. */
export const configName = (shard: number): string => (shard === 0 ? "prometheus.yml" : `prometheus-${shard}.yml`);

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

/** Probes have one address, that of the prober: their targets are told apart by what is probed. */
function ofShard(job: Job, shard: number, shards: number): Job {
  const address = job.metrics_path === "/probe" ? "instance" : "__address__";
  return { ...job, relabel_configs: [...(job.relabel_configs ?? []), ...shardRelabeling(address, shard, shards)] };
}

function scrapeConfig(model: Model, name: string, service: Service, target: Target): Job[] {
  const { scrape, catalog = name } = service;
  if (!scrape) return [];
  const { interval, path = "/metrics" } = scrape;
  return [
    {
      job_name: name,
      scrape_interval: interval,
      scrape_timeout: scrapeTimeout(scrape),
      metrics_path: path,
      ...targets(name, service, addressesOf(name, target, model.scale)),
      ...(scrape.keep && { metric_relabel_configs: keepOnly(readSeries(model, catalog)) }),
    } as Job,
  ];
}

/** The timeout of a service's scrapes. */
export const scrapeTimeout = ({ interval, timeout }: Scrape): Duration =>
  timeout ?? `${Math.min(defaultTimeoutSeconds, Number.parseInt(interval, 10))}s`;

/**
 * A service that takes another's place, such as Promtail, is looked up by name: where it does not run, its name is
 * unknown, and there is no target that is down. An address by number cannot be looked up.
 */
function targets(name: string, { insteadOf }: Service, addresses: readonly string[]): object {
  const [address = ""] = addresses;
  const { hostname, port } = new URL(`http://${address}`);
  if (insteadOf === undefined || isNumeric(hostname))
    return { static_configs: [{ targets: addresses, labels: { service: name } }] };
  return {
    dns_sd_configs: [{ names: [hostname], type: "A", port: Number(port), refresh_interval: "30s" }],
    relabel_configs: [
      { target_label: "instance", replacement: address },
      { target_label: "service", replacement: name },
    ],
  };
}

/** Of version 4, or of version 6 in its brackets. */
const isNumeric = (hostname: string): boolean => /^[\d.]+$|^\[/.test(hostname);
