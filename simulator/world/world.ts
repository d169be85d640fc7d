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
import { type Levers, usual } from "./conditions.ts";
import { type Book, book, type Entry } from "./registry.ts";
import { composed, probedTargets, type TargetLabels, targetLabels, tellProbe } from "./targets.ts";
import { type Moment, moment } from "./tick.ts";

/** The data platform and all that watches it, at one time. The same seed and steps give the same numbers. */
export interface World {
  /** Lets the time pass until then. @param time seconds since 1970, later than the last */
  advance(time: number, levers?: Levers): Moment;
  /** What each scraped service exposes. */
  readonly books: Readonly<Record<ServiceName, { entries(): Iterable<Entry> }>>;
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
  const books = everyBook();
  const probed = probedTargets(target);
  const parts = everyPart(books, begin);
  let now = begin;
  return {
    books,
    advance(time, levers = usual) {
      const elapsed = time - now;
      now = time;
      const at = moment(seed, { time, elapsed, levers, localTime: localTime(time) });
      for (const one of [...Object.values(books), ...probed.map((probe) => probe.book)]) one.turn(elapsed);
      for (const part of parts) part(at);
      for (const probe of probed)
        tellProbe(probe, !(probe.labels.service === "mlflow" && levers.mlflowDown >= 1), begin, at);
      return at;
    },
    *targets() {
      for (const [service, { entries }] of Object.entries(books))
        yield { labels: targetLabels(service, target), entries: entries() };
      for (const { labels, book } of probed) yield { labels, entries: book.entries() };
    },
  };
}

const everyBook = () => ({
  prometheus: book(prometheusContract),
  alertmanager: book(alertmanagerContract),
  grafana: book(grafanaContract),
  "image-renderer": book(rendererContract),
  loki: book(lokiContract),
  promtail: book(promtailContract),
  alloy: book(alloyContract),
  "node-exporter": book(nodeContract),
  cadvisor: book(cadvisorContract),
  "redis-exporter": book(redisContract),
  "kafka-exporter": book(kafkaContract),
  "kafka-lag-exporter": book(lagContract),
  "postgres-exporter": book(postgresContract),
  "mysqld-exporter": book(mysqlContract),
  "blackbox-exporter": book(blackboxContract),
  "mlflow-exporter": book(mlflowContract),
  "fraud-detection-exporter": book(fraudContract),
  "data-quality-exporter": book(qualityContract),
  etl: book(etlContract),
  transactions: book(transactionsContract),
});

function everyPart(books: ReturnType<typeof everyBook>, begin: number): ((moment: Moment) => void)[] {
  const full = new Set<string>();
  return [
    etl(books.etl, full),
    featureStore(books.etl),
    producer(books.etl, ["fraud-predictions", "customer-updates"]),
    transactions(books.transactions),
    customers(books.transactions),
    operations(books.transactions),
    producer(books.transactions, ["transactions", "orders", "clickstream"]),
    kafka(books["kafka-exporter"], books["kafka-lag-exporter"], full),
    fraud(books["fraud-detection-exporter"]),
    quality(books["data-quality-exporter"]),
    mlflow(books["mlflow-exporter"]),
    containersOf(books.cadvisor, begin),
    host(books["node-exporter"], begin),
    postgresql(books["postgres-exporter"]),
    mysql(books["mysqld-exporter"], begin),
    redis(books["redis-exporter"], begin),
    monitoring.prometheus(books.prometheus),
    monitoring.alertmanager(books.alertmanager),
    monitoring.grafana(books.grafana),
    monitoring.loki(books.loki),
    monitoring.promtail(books.promtail),
    monitoring.alloy(books.alloy),
    ...Object.values(books).map((one) => process(one as Book<MetricCatalog>, begin)),
  ];
}

/** What nearly every process tells of itself. */
const process =
  (one: Book<MetricCatalog>, begin: number) =>
  ({ flows, near }: Moment): void => {
    one.set("process_start_time_seconds", {}, begin - 6 * 86_400);
    one.count("process_cpu_seconds_total", {}, 0.02 + 0.1 * flows.load);
    one.set("process_resident_memory_bytes", {}, Math.round(near("process memory", 180e6, 0.1)));
  };
