// Which alert inhibits another one?
import { eq, type InhibitRule, neq } from "bigdata-monitoring";

/** Labels that identify a problem: two alerts of one name that differ in one of these are two problems. */
const sameProblem = [
  ...["cluster", "alertname", "job", "instance", "service"],
  ...["device", "mountpoint", "name", "datname", "master_host", "integration"],
  ...["group", "consumergroup", "topic", "pipeline", "stage"],
  ...["dataset", "column", "dimension", "feature_view", "model", "version", "window"],
  ...["route", "channel", "slo"],
];

/** Alerts that a database or broker is gone: its probe fails, and so does what needs it. */
const backendsGone = ["RedisDown", "PostgresqlDown", "MysqlDown", "KafkaUnreachable"] as const;

/** Their alerts are about one server each: another one of the same backend that is gone says nothing about it. */
const serverExporters = ["redis-exporter", "postgres-exporter", "mysqld-exporter"] as const;

/** Alerts that a service is gone: all other alerts of the service follow from it. */
const gone = ["HostDown", "ServiceDown", "FraudDetectionDown", ...backendsGone] as const;

export const inhibitRules: readonly InhibitRule[] = [
  {
    name: "critical-over-lesser",
    sourceMatchers: [eq("severity", "critical")],
    targetMatchers: [eq("severity", "warning", "info")],
    equal: sameProblem,
  },
  {
    name: "warning-over-info",
    sourceMatchers: [eq("severity", "warning")],
    targetMatchers: [eq("severity", "info")],
    equal: sameProblem,
  },
  {
    name: "gone-over-its-symptoms",
    sourceMatchers: [eq("alertname", ...gone)],
    targetMatchers: [neq("alertname", ...gone)],
    equal: ["cluster", "job", "instance"],
  },
  {
    // `backend` is a label of the exporter's targets, of the probes, and of alerts about what needs the backend.
    name: "backend-over-its-probes-and-symptoms",
    sourceMatchers: [eq("alertname", ...backendsGone)],
    targetMatchers: [neq("alertname", ...gone), neq("backend", ""), neq("job", ...serverExporters)],
    equal: ["cluster", "backend"],
  },
  {
    name: "mlflow-over-its-symptoms",
    sourceMatchers: [eq("alertname", "MlflowDown")],
    targetMatchers: [neq("alertname", "MlflowDown"), neq("severity", "critical"), neq("backend", "")],
    equal: ["cluster", "backend"],
  },
  {
    name: "endpoint-over-its-symptoms",
    sourceMatchers: [eq("alertname", "EndpointDown")],
    targetMatchers: [eq("domain", "endpoints"), neq("alertname", "EndpointDown")],
    equal: ["cluster", "job", "instance"],
  },
  {
    name: "service-over-its-endpoints",
    sourceMatchers: [eq("alertname", "ServiceDown")],
    targetMatchers: [eq("domain", "endpoints")],
    equal: ["cluster", "service"],
  },
  {
    name: "fraud-detection-over-its-figures",
    sourceMatchers: [eq("alertname", "FraudDetectionDown")],
    targetMatchers: [eq("domain", "fraud-detection"), neq("alertname", "FraudDetectionDown"), eq("instance", "")],
    equal: ["cluster", "job"],
  },
  {
    name: "offline-over-fewer-replicas",
    sourceMatchers: [eq("alertname", "KafkaPartitionsOffline")],
    targetMatchers: [eq("alertname", "KafkaPartitionsAtLastReplica", "KafkaPartitionsUnderReplicated")],
    equal: ["cluster", "instance", "topic"],
  },
];
