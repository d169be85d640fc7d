import type { Tick } from "../world/tick.ts";
import { json, log4j, logfmt, postgresLog } from "./formats.ts";
import type { Report, Reporter } from "./line.ts";

/** What containers write to their standard output: Kafka, databases, and the exporters that watch. */
export const containers = (tick: Tick): Report[] => [
  container("kafka", log4j, kafka(tick)),
  container("kafka-exporter", logfmt, kafkaExporter(tick)),
  container("postgres", postgresLog, postgres(tick)),
  container("grafana", logfmt, grafana),
  container("alloy", logfmt, alloy(tick)),
  container("fraud-detection-exporter", json, fraudDetection),
  container("data-quality-exporter", json, dataQuality(tick)),
  container("mlflow-exporter", json, mlflow(tick)),
];

const container = (service: string, write: Reporter["write"], events: Report["events"]): Report => ({
  labels: { source: "container", service, container: `bigdata-${service}` },
  write,
  events,
});

const kafka = ({ conditions }: Tick): Report["events"] => [
  {
    level: "info",
    perSecond: 1 / 60,
    says: (draw) => `[LocalLog partition=clickstream-${draw(12)}] Rolled new log segment in ${1 + draw(6)} ms`,
  },
  {
    level: "warning",
    perSecond: 1 / 900,
    says: (draw) => `[SocketServer nodeId=${draw(3)}] Connection from /10.0.3.${10 + draw(40)} was closed unexpectedly`,
  },
  {
    level: "warning",
    perSecond: conditions.scorerSpeed < 0.3 ? 1 / 240 : 0,
    says: (draw) =>
      `[GroupCoordinator id=1] Member fraud-scorer-${draw(6)} of group fraud-scorer has not polled in time and is removed`,
  },
  {
    level: "warning",
    perSecond: conditions.brokersLost * 0.3,
    says: (draw) =>
      `[ReplicaFetcher replicaId=${draw(2)}, leaderId=2] Connection to node 2 (kafka-2:9092) could not be established`,
  },
  {
    level: "error",
    perSecond: conditions.brokersLost / 60,
    says: (draw) => `[Partition transactions-${draw(6)} broker=${draw(2)}] Only 2 of 3 replicas are in sync`,
  },
];

const kafkaExporter = ({ conditions }: Tick): Report["events"] => [
  {
    level: "error",
    perSecond: conditions.brokersLost / 30,
    says: () => "cannot get the offsets of broker kafka-2:9092: connection refused",
  },
];

const postgres = ({ conditions }: Tick): Report["events"] => [
  { level: "error", perSecond: 1 / 1500, says: () => "canceling statement due to statement timeout" },
  {
    level: "critical",
    perSecond: conditions.connectionsLeaked > 120 ? 0.05 : 0,
    says: () => "remaining connection slots are reserved for superusers",
  },
];

const grafana: Report["events"] = [
  { level: "error", perSecond: 1 / 2400, says: () => "a panel's query was cancelled by its reader" },
];

const alloy = ({ conditions }: Tick): Report["events"] => [
  {
    level: "error",
    perSecond: conditions.traffic > 2 ? 1 / 120 : 0,
    says: () => "a batch was refused: the ingestion rate limit is exceeded, trying again",
  },
];

const fraudDetection: Report["events"] = [
  { level: "warning", perSecond: 1 / 2700, says: (draw) => `a poll took ${5 + draw(4)} s, longer than its interval` },
];

const dataQuality = ({ conditions }: Tick): Report["events"] => [
  {
    level: "warning",
    perSecond: conditions.schemaBroken > 0 ? 1 / 300 : 0,
    says: () => "dataset payments: nulls of iban are above their limit of 1 %",
  },
  {
    level: "warning",
    perSecond: conditions.drift > 0.5 ? 1 / 300 : 0,
    says: () => "dataset fraud-predictions: score drifts from its reference",
  },
];

const mlflow = ({ conditions }: Tick): Report["events"] => [
  { level: "warning", perSecond: 1 / 3600, says: (draw) => `MLflow answered after ${2 + draw(3)} s` },
  { level: "error", perSecond: conditions.mlflowDown / 300, says: () => "MLflow does not answer: connection refused" },
];
