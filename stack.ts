import { ownerTemplate, type Stack } from "bigdata-monitoring";
import { probes } from "./probes.ts";

/** Every service of the platform's monitoring: jobs, ports, paths and intervals stand only here. */
export const stack = {
  prometheus: {
    title: "Prometheus",
    purpose: "Metrics collection and storage, rule evaluation",
    port: 9090,
    scrape: { interval: "15s" },
    health: "/-/healthy",
    team: "platform",
    critical: true,
  },
  alertmanager: {
    title: "Alertmanager",
    purpose: "Alert routing and notifications",
    port: 9093,
    scrape: { interval: "15s" },
    health: "/-/healthy",
    team: "platform",
    critical: true,
  },
  grafana: {
    title: "Grafana",
    purpose: "Dashboards and visualization",
    port: 3000,
    scrape: { interval: "30s" },
    health: "/api/health",
    team: "platform",
    critical: true,
  },
  "image-renderer": {
    title: "Grafana image renderer",
    purpose: "Pictures of panels and dashboards",
    port: 8081,
    scrape: { interval: "30s" },
    health: "/healthz",
    team: "platform",
    catalog: "grafana-image-renderer",
  },
  loki: {
    title: "Loki",
    purpose: "Log aggregation API",
    port: 3100,
    ui: "http://localhost:3100",
    scrape: { interval: "15s" },
    health: "/ready",
    team: "platform",
    critical: true,
  },
  promtail: {
    title: "Promtail",
    purpose: "Log collection agent (ended its life in March 2026; Alloy takes its place)",
    insteadOf: "alloy",
    port: 9080,
    scrape: { interval: "30s" },
    health: "/ready",
    team: "platform",
  },
  alloy: {
    title: "Grafana Alloy",
    purpose: "Log collection agent",
    port: 12345,
    scrape: { interval: "30s" },
    health: "/-/ready",
    team: "platform",
  },
  "node-exporter": {
    title: "Node exporter",
    purpose: "System metrics: CPU, memory, disk, network",
    port: 9100,
    scrape: { interval: "15s" },
    health: "/",
    team: "platform",
  },
  cadvisor: {
    title: "cAdvisor",
    purpose: "Container resource usage",
    port: 8080,
    scrape: { interval: "15s" },
    health: "/healthz",
    team: "platform",
  },
  "redis-exporter": {
    title: "Redis exporter",
    purpose: "Redis (feature store): commands, connections, memory, persistence",
    measures: "redis",
    port: 9121,
    scrape: { interval: "15s" },
    health: "/health",
    team: "platform",
  },
  "kafka-exporter": {
    title: "Kafka exporter",
    purpose: "Kafka cluster: topics, partitions, consumer lag",
    measures: "kafka",
    port: 9308,
    scrape: { interval: "15s" },
    health: "/healthz",
    team: "data-engineering",
  },
  "kafka-lag-exporter": {
    title: "Kafka lag exporter",
    purpose: "Consumer lag per topic, in messages and seconds",
    measures: "kafka",
    port: 8000,
    scrape: { interval: "30s" },
    health: "/metrics",
    team: "data-engineering",
  },
  "postgres-exporter": {
    title: "PostgreSQL exporter",
    purpose: "PostgreSQL: connections, queries, locks, replication",
    measures: "postgres",
    port: 9187,
    scrape: { interval: "15s" },
    health: "/",
    team: "platform",
  },
  "mysqld-exporter": {
    title: "MySQL exporter",
    purpose: "MySQL: connections, queries, InnoDB",
    measures: "mysql",
    port: 9104,
    scrape: { interval: "15s" },
    health: "/",
    team: "platform",
  },
  "blackbox-exporter": {
    title: "Blackbox exporter",
    purpose: "Probes of endpoints: HTTP, TCP, ICMP",
    port: 9115,
    scrape: { interval: "15s" },
    health: "/-/healthy",
    team: "platform",
  },
  "mlflow-exporter": {
    title: "MLflow exporter",
    purpose: "MLflow: experiments, runs, models, artifacts",
    measures: "mlflow",
    port: 9401,
    scrape: { interval: "30s" },
    health: "/-/healthy",
    team: "ml-engineering",
  },
  "fraud-detection-exporter": {
    title: "Fraud detection exporter",
    purpose: "Fraud detection: predictions, accuracy, performance",
    port: 9402,
    scrape: { interval: "5s" },
    health: "/-/healthy",
    team: "fraud",
  },
  "data-quality-exporter": {
    title: "Data quality exporter",
    purpose: "Data quality: scores, drift, validation results",
    port: 9403,
    scrape: { interval: "30s" },
    health: "/-/healthy",
    team: "data",
  },
  // The platform's own services expose the metrics of metrics/ themselves.
  etl: {
    title: "ETL pipelines",
    purpose: "Ingestion and processing of data",
    external: true,
    port: 9501,
    scrape: { interval: "10s" },
    health: "/-/healthy",
    team: "data-engineering",
    critical: true,
  },
  transactions: {
    title: "Transaction service",
    purpose: "Transactions, revenue, customers",
    external: true,
    port: 9502,
    scrape: { interval: "10s" },
    health: "/-/healthy",
    team: "business",
    critical: true,
  },
} as const satisfies Stack;

export type ServiceName = keyof typeof stack;

/** Jobs that always have a target: of two services that do the same work one may be absent. */
export const lastingJobs = (isCritical: boolean): string[] =>
  Object.entries(stack as Stack)
    .filter(([, { scrape, insteadOf, critical = false }]) => scrape && !insteadOf && critical === isCritical)
    .map(([name]) => name);

/** Services of this stack that always have a container; of two that do the same work one may be absent. */
export function lastingContainers(): string[] {
  const alternatives = Object.values(stack as Stack).flatMap(({ insteadOf }) => insteadOf ?? []);
  return Object.entries(stack as Stack)
    .filter(([name, { external, insteadOf }]) => !external && !insteadOf && !alternatives.includes(name))
    .map(([name]) => name);
}

type BackendName = keyof typeof probes.backends;

/** Everything that is scraped or probed. */
const watched = { ...stack, ...probes.backends } satisfies Record<string, Pick<Stack[string], "team" | "critical">>;

/** The label `team` of alerts about many services: the owner by the value of another label. */
export const ownerBy = (label: "job" | "service"): string =>
  ownerTemplate(label, Object.fromEntries(Object.entries(watched).map(([name, { team }]) => [name, team])));

/** The owner of the service that runs in a container. */
export const ownerByContainer = ownerTemplate(
  "name",
  Object.fromEntries(Object.entries(stack).map(([name, { team }]) => [`bigdata-${name}`, team])),
);

/** The services and backends whose absence pages somebody, as a regular expression. */
export const criticalNames = Object.entries(watched)
  .flatMap(([name, service]) => ("critical" in service ? [name] : []))
  .join("|");

/** The label that alerts about a backend, its probes and the symptoms of its absence share. */
export const backend = (name: BackendName) => ({ backend: name }) as const;

/** PromQL label matcher for one service's job; a misspelt service does not compile. */
export const job = (service: ServiceName): string => `job="${service}"`;
