import type { PlatformIncident } from "../incident.ts";

export const largeIncidents = [
  {
    title: "One host of twenty goes down",
    story: "The host that runs Kafka's first container has no power.",
    changes: { hostDown: { to: 1 } },
    at: "9h",
    lasts: "1h",
    fires: ["HostDown critical", "ExporterDown warning"],
    resolvedAfter: "10m",
  },
  {
    title: "A standby is disconnected",
    story: "PostgreSQL's first standby lost its primary: the primary has no row for it, and its own lag is 0.",
    changes: { standbyLost: { to: 1 } },
    at: "9h",
    lasts: "1h",
    fires: ["PostgresqlStandbyLost warning"],
    resolvedAfter: "15m",
  },
  {
    title: "One broker of six is lost",
    story: "Its partitions are led elsewhere and have a replica less; nothing is lost.",
    changes: { brokersLost: { to: 1 } },
    at: "9h",
    lasts: "1h30m",
    fires: ["KafkaBrokerLost critical", "KafkaPartitionsUnderReplicated warning"],
    resolvedAfter: "10m",
  },
  {
    title: "One partition of six is stuck",
    story: "Nobody reads one partition of the transactions; all others are read as ever.",
    changes: { partitionStuck: { to: 1 } },
    at: "9h",
    lasts: "1h30m",
    fires: ["ConsumerStuck critical", "ConsumerLagHigh warning", "ConsumerLagHigh critical"],
    resolvedAfter: "15m",
  },
  {
    title: "A certificate expires soon",
    story: "Its renewal has failed for weeks.",
    changes: { certificateDays: { to: 25 } },
    at: "9h",
    lasts: "3h",
    fires: ["CertificateExpires warning"],
    resolvedAfter: "10m",
  },
] as const satisfies readonly PlatformIncident[];
