/**
 * What there must be on the platform. Alerts compare with these facts, so that they do not resolve while something is
 * still missing. Numbers are by the label `cluster` of the exporter's targets: `""` where they have none.
 */
export const expected = {
  /** Clusters that each run this stack, as cAdvisor's targets name them. Empty where there is one stack, on any host. */
  stackClusters: [] as readonly string[],
  kafka: {
    /** Brokers that run. */
    brokers: { "": 3 },
    /** Consumer groups that nobody waits for, such as those of people at a console. Regular expression. */
    ignoredGroups: "console-consumer-.*|_.*",
    /** Consumer groups of pipelines that run once an hour or less often. Regular expression. */
    batchGroups: "warehouse|(hourly|nightly)-.*",
  },
  postgresql: {
    /** Standbys that each primary sends to. */
    standbys: { "": 0 },
  },
  mysql: {
    /** Replicas that replicate. */
    replicas: { "": 0 },
  },
  redis: {
    /** Replicas that are connected to each master. */
    replicas: { "": 0 },
  },
  /** Registered models of which a version must have the alias champion. */
  champions: ["gbm", "customer-value"],
  /** Mount points that are read-only by intention. Regular expression. */
  readOnlyMounts: "/boot.*|/snap/.*|/mnt/.*|/usr|/media/.*",
} as const;

/** Consumer groups that nobody waits for, or that are behind on purpose: alerts and tiles leave them out. Regular expression. */
export const notStreams = `${expected.kafka.ignoredGroups}|${expected.kafka.batchGroups}`;

/** A comment for an alert about fewer than expected: it cannot fire where none is expected. */
export const suppressedWhereNone = (numbers: Readonly<Record<string, number>>): string =>
  Object.values(numbers).some((number) => number > 0)
    ? ""
    : "# suppress promql-comparison: expected.ts says that there is none";
