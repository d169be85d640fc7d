import type { MetricCatalog } from "bigdata-monitoring";
import type { Target } from "bigdata-monitoring/api";
import alertmanagerContract from "bigdata-monitoring/catalogs/alertmanager";
import alloyContract from "bigdata-monitoring/catalogs/alloy";
import blackboxContract from "bigdata-monitoring/catalogs/blackbox-exporter";
import cadvisorContract from "bigdata-monitoring/catalogs/cadvisor";
import grafanaContract from "bigdata-monitoring/catalogs/grafana";
import rendererContract from "bigdata-monitoring/catalogs/grafana-image-renderer";
import kafkaContract from "bigdata-monitoring/catalogs/kafka-exporter";
import lagContract from "bigdata-monitoring/catalogs/kafka-lag-exporter";
import lokiContract from "bigdata-monitoring/catalogs/loki";
import mysqlContract from "bigdata-monitoring/catalogs/mysqld-exporter";
import nodeContract from "bigdata-monitoring/catalogs/node-exporter";
import postgresContract from "bigdata-monitoring/catalogs/postgres-exporter";
import prometheusContract from "bigdata-monitoring/catalogs/prometheus";
import promtailContract from "bigdata-monitoring/catalogs/promtail";
import redisContract from "bigdata-monitoring/catalogs/redis-exporter";
import qualityContract from "../../metrics/data-quality-exporter.ts";
import etlContract from "../../metrics/etl.ts";
import fraudContract from "../../metrics/fraud-detection-exporter.ts";
import mlflowContract from "../../metrics/mlflow-exporter.ts";
import transactionsContract from "../../metrics/transactions.ts";
import type { ServiceName } from "../../stack.ts";
import { containersOf } from "../machines/containers.ts";
import { host } from "../machines/host.ts";
import * as monitoring from "../machines/monitoring.ts";
import { mysql } from "../machines/mysql.ts";
import { postgresql } from "../machines/postgresql.ts";
import { redis } from "../machines/redis.ts";
import { customers } from "../platform/customers.ts";
import { etl } from "../platform/etl.ts";
import { featureStore } from "../platform/feature-store.ts";
import { fraud } from "../platform/fraud.ts";
import { kafka } from "../platform/kafka.ts";
import { mlflow } from "../platform/mlflow.ts";
import { operations } from "../platform/operations.ts";
import { producer } from "../platform/producers.ts";
import { quality } from "../platform/quality.ts";
import { transactions } from "../platform/shop.ts";
import { type Conditions, usual } from "./conditions.ts";
import { type Entry, type Registry, registry } from "./registry.ts";
import { composed, probedTargets, type TargetLabels, targetLabels, updateProbe } from "./targets.ts";
import { type Tick, tick } from "./tick.ts";

/** The data platform and all that watches it, at one time. The same seed and steps give the same numbers. */
export interface World {
  /** Lets the time pass until then. @param time seconds since 1970, later than the last */
  advance(time: number, conditions?: Conditions): Tick;
  /** What each scraped service exposes. */
  readonly registries: Readonly<Record<ServiceName, { entries(): Iterable<Entry> }>>;
  /** Every target of Prometheus, with what a scrape of it finds. */
  targets(): Iterable<ScrapedTarget>;
}

export interface ScrapedTarget {
  readonly labels: TargetLabels;
  readonly entries: Iterable<Entry>;
}

export interface WorldOptions {
  readonly seed: number;
  /** Seconds since 1970. */
  readonly begin: number;
  /** What people's clocks show at a time: a day may pass faster for them. Defaults to UTC. */
  readonly localTime?: (time: number) => number;
  /** Where the services are. Defaults to the compose network. */
  readonly target?: Target;
}

export function world({ seed, begin, localTime = (time) => time, target = composed }: WorldOptions): World {
  const registries = everyRegistry();
  const probed = probedTargets(target);
  const parts = everyPart(registries, begin);
  let now = begin;
  return {
    registries,
    advance(time, conditions = usual) {
      const elapsed = time - now;
      now = time;
      const at = tick(seed, { time, elapsed, conditions, localTime: localTime(time) });
      for (const one of [...Object.values(registries), ...probed.map((probe) => probe.registry)]) one.turn(elapsed);
      for (const part of parts) part(at);
      for (const probe of probed)
        updateProbe(probe, !(probe.labels.service === "mlflow" && conditions.mlflowDown >= 1), begin, at);
      return at;
    },
    *targets() {
      for (const [service, { entries }] of Object.entries(registries))
        yield { labels: targetLabels(service, target), entries: entries() };
      for (const { labels, registry } of probed) yield { labels, entries: registry.entries() };
    },
  };
}

const everyRegistry = () => ({
  prometheus: registry(prometheusContract),
  alertmanager: registry(alertmanagerContract),
  grafana: registry(grafanaContract),
  "image-renderer": registry(rendererContract),
  loki: registry(lokiContract),
  promtail: registry(promtailContract),
  alloy: registry(alloyContract),
  "node-exporter": registry(nodeContract),
  cadvisor: registry(cadvisorContract),
  "redis-exporter": registry(redisContract),
  "kafka-exporter": registry(kafkaContract),
  "kafka-lag-exporter": registry(lagContract),
  "postgres-exporter": registry(postgresContract),
  "mysqld-exporter": registry(mysqlContract),
  "blackbox-exporter": registry(blackboxContract),
  "mlflow-exporter": registry(mlflowContract),
  "fraud-detection-exporter": registry(fraudContract),
  "data-quality-exporter": registry(qualityContract),
  etl: registry(etlContract),
  transactions: registry(transactionsContract),
});

function everyPart(registries: ReturnType<typeof everyRegistry>, begin: number): ((tick: Tick) => void)[] {
  const full = new Set<string>();
  return [
    etl(registries.etl, full),
    featureStore(registries.etl),
    producer(registries.etl, ["fraud-predictions", "customer-updates"]),
    transactions(registries.transactions),
    customers(registries.transactions),
    operations(registries.transactions),
    producer(registries.transactions, ["transactions", "orders", "clickstream"]),
    kafka(registries["kafka-exporter"], registries["kafka-lag-exporter"], full),
    fraud(registries["fraud-detection-exporter"]),
    quality(registries["data-quality-exporter"]),
    mlflow(registries["mlflow-exporter"]),
    containersOf(registries.cadvisor, begin),
    host(registries["node-exporter"], begin),
    postgresql(registries["postgres-exporter"]),
    mysql(registries["mysqld-exporter"], begin),
    redis(registries["redis-exporter"], begin),
    monitoring.prometheus(registries.prometheus),
    monitoring.alertmanager(registries.alertmanager),
    monitoring.grafana(registries.grafana),
    monitoring.loki(registries.loki),
    monitoring.promtail(registries.promtail),
    monitoring.alloy(registries.alloy),
    ...Object.values(registries).map((one) => process(one as Registry<MetricCatalog>, begin)),
  ];
}

/** What nearly every process tells of itself. */
const process =
  (one: Registry<MetricCatalog>, begin: number) =>
  ({ flows, near }: Tick): void => {
    one.set("process_start_time_seconds", {}, begin - 6 * 86_400);
    one.count("process_cpu_seconds_total", {}, 0.02 + 0.1 * flows.load);
    one.set("process_resident_memory_bytes", {}, Math.round(near("process memory", 180e6, 0.1)));
  };
