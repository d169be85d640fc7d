// Which alert makes another one superfluous?
import { type InhibitRule, is, isNot } from "bigdata-monitoring";

/** What tells one problem from another of the same alert: two alerts that differ in one of these are two problems. */
const sameProblem = [
  ...["alertname", "job", "instance", "service"],
  ...["device", "mountpoint", "name", "datname", "master_host", "integration"],
  ...["group", "consumergroup", "topic", "pipeline", "stage"],
  ...["dataset", "column", "dimension", "feature_view", "model", "version", "window"],
  ...["route", "channel", "slo"],
];

/** What is gone altogether, and all that is still told of it follows from that. */
const gone = [
  "HostDown",
  "ServiceDown",
  "EndpointDown",
  "RedisDown",
  "PostgresqlDown",
  "MysqlDown",
  "KafkaUnreachable",
  "FraudDetectionDown",
  "MlflowDown",
] as const;

export const inhibitRules: readonly InhibitRule[] = [
  {
    name: "critical-over-lesser",
    sourceMatchers: [is("severity", "critical")],
    targetMatchers: [is("severity", "warning", "info")],
    equal: sameProblem,
  },
  {
    name: "warning-over-info",
    sourceMatchers: [is("severity", "warning")],
    targetMatchers: [is("severity", "info")],
    equal: sameProblem,
  },
  {
    name: "gone-over-its-symptoms",
    sourceMatchers: [is("alertname", ...gone)],
    targetMatchers: [isNot("alertname", ...gone)],
    equal: ["job", "instance"],
  },
  {
    name: "service-over-its-endpoints",
    sourceMatchers: [is("alertname", "ServiceDown")],
    targetMatchers: [is("domain", "endpoints")],
    equal: ["service"],
  },
  {
    name: "fraud-detection-over-its-figures",
    sourceMatchers: [is("alertname", "FraudDetectionDown")],
    targetMatchers: [is("domain", "fraud-detection"), isNot("alertname", "FraudDetectionDown"), is("instance", "")],
    equal: ["job"],
  },
  {
    name: "offline-over-fewer-replicas",
    sourceMatchers: [is("alertname", "KafkaPartitionsOffline")],
    targetMatchers: [is("alertname", "KafkaPartitionsAtLastReplica", "KafkaPartitionsUnderReplicated")],
    equal: ["instance", "topic"],
  },
];
