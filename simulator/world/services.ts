import type { MetricCatalog } from "bigdata-monitoring";
import type { ServiceName } from "../../stack.ts";
import { containersOf } from "../machines/containers.ts";
import { host } from "../machines/host.ts";
import * as monitoring from "../machines/monitoring.ts";
import { mysql } from "../machines/mysql.ts";
import { postgresql } from "../machines/postgresql.ts";
import { redis } from "../machines/redis.ts";
import { batches } from "../platform/batches.ts";
import { customers } from "../platform/customers.ts";
import { deployments } from "../platform/deployments.ts";
import { featureStore } from "../platform/feature-store.ts";
import { fraud } from "../platform/fraud.ts";
import { kafka } from "../platform/kafka.ts";
import { mlflow } from "../platform/mlflow.ts";
import { operations } from "../platform/operations.ts";
import { producer } from "../platform/producers.ts";
import { quality } from "../platform/quality.ts";
import { transactions } from "../platform/shop.ts";
import { streams } from "../platform/streams.ts";
import type { Instance, Platform } from "../platforms/platform.ts";
import type { Contracts } from "./contracts.ts";
import { type Registry, registryOfAll } from "./registry.ts";
import type { Tick } from "./tick.ts";

type Update = (tick: Tick) => void;

/** A service's instances, with what each exposes. */
export type Registries = { readonly [S in ServiceName]: readonly Registered<Contracts[S]>[] };

export interface Registered<C extends MetricCatalog> {
  readonly registry: Registry<C>;
  readonly instance: Instance;
  /** Seconds since 1970: when its process began. It changes as the process restarts. */
  startedAt: number;
}

/** What one instance of a service does with time. Several exporters of one backend expose the same: they are one. */
export interface Part {
  readonly service: ServiceName;
  readonly index: number;
  readonly update: Update;
}

/** Every part of the platform, in the order in which work passes through it. */
export function partsOf(all: Registries, platform: Platform, begin: number): Part[] {
  const full = new Set<string>();
  const running = new Set<string>();
  const shared = <S extends ServiceName>(service: S): Registry<Contracts[S]> =>
    registryOfAll((all[service] as readonly Registered<Contracts[S]>[]).map(({ registry }) => registry));
  const each = <S extends ServiceName>(
    service: S,
    make: (registry: Registry<Contracts[S]>, instance: Instance) => readonly Update[],
  ): Part[] =>
    (all[service] as readonly Registered<Contracts[S]>[]).flatMap(({ registry, instance }, index) =>
      make(registry, instance).map((update) => ({ service, index, update })),
    );
  const once = (service: ServiceName, update: Update): Part => ({ service, index: 0, update });
  const standbys = (service: ServiceName): string[] =>
    (platform.instances[service] ?? []).flatMap(({ role, instance }) => (role === "standby" ? [instance ?? ""] : []));
  return [
    ...each("etl", (registry) => [
      streams(registry, platform, full),
      batches(registry, platform, running),
      featureStore(registry, platform),
      producer(registry, "etl", platform),
      deployments(registry),
    ]),
    ...each("transactions", (registry) => [
      transactions(registry),
      customers(registry, platform),
      operations(registry, platform),
      producer(registry, "transactions", platform),
      deployments(registry),
    ]),
    once("kafka-exporter", kafka(shared("kafka-exporter"), shared("kafka-lag-exporter"), platform, { full, running })),
    once("fraud-detection-exporter", fraud(shared("fraud-detection-exporter"), platform)),
    once("data-quality-exporter", quality(shared("data-quality-exporter"), platform)),
    once("mlflow-exporter", mlflow(shared("mlflow-exporter"))),
    ...each("cadvisor", (registry, instance) => [
      containersOf(registry, begin, { host: instance, scaled: platform.instances.transactions ?? [] }),
    ]),
    ...each("node-exporter", (registry, instance) => [host(registry, begin, instance)]),
    ...each("postgres-exporter", (registry, instance) => [
      postgresql(registry, begin, instance, standbys("postgres-exporter")),
    ]),
    ...each("mysqld-exporter", (registry, instance) => [mysql(registry, begin, instance, standbys("mysqld-exporter"))]),
    ...each("redis-exporter", (registry, instance) => [redis(registry, begin, instance, standbys("redis-exporter"))]),
    ...each("prometheus", (registry) => [monitoring.prometheus(registry)]),
    ...each("alertmanager", (registry) => [monitoring.alertmanager(registry)]),
    ...each("grafana", (registry) => [monitoring.grafana(registry)]),
    ...each("loki", (registry) => [monitoring.loki(registry)]),
    ...each("promtail", (registry) => [monitoring.promtail(registry)]),
    ...each("alloy", (registry) => [monitoring.alloy(registry)]),
    ...processes(all),
  ];
}

/** What nearly every process exposes of itself. */
const processes = (all: Registries): Part[] =>
  (Object.keys(all) as ServiceName[]).flatMap((service) =>
    (all[service] as readonly Registered<MetricCatalog>[]).map((one, index) => ({
      ...{ service, index },
      update: ({ flows, near }: Tick) => {
        one.registry.set("process_start_time_seconds", {}, one.startedAt);
        one.registry.count("process_cpu_seconds_total", {}, 0.02 + 0.1 * flows.load);
        one.registry.set("process_resident_memory_bytes", {}, Math.round(near("process memory", 180e6, 0.1)));
      },
    })),
  );
