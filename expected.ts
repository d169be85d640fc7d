/**
 * What there must be on the platform. Alerts compare with these facts, so that they do not resolve while something is
 * still missing.
 */
export const expected = {
  kafka: {
    /** Brokers of each cluster. */
    brokers: 3,
    /** Consumer groups that nobody waits for, such as those of people at a console. Regular expression. */
    ignoredGroups: "console-consumer-.*|_.*",
    /** Consumer groups of pipelines that run once an hour or less often. Regular expression. */
    batchGroups: "warehouse|(hourly|nightly)-.*",
  },
  /** Registered models of which a version must have the alias champion. */
  champions: ["gbm", "customer-value"],
  /** Mount points that are read-only by intention. Regular expression. */
  readOnlyMounts: "/boot.*|/snap/.*|/mnt/.*|/usr|/media/.*",
} as const;
