import type { PlatformIncident } from "../incident.ts";

export const roughIncidents = [
  {
    title: "An outage while Prometheus restarts",
    story: "The transaction service is down for an hour, in the middle of which Prometheus restarts.",
    changes: { transactionsDown: { to: 1 } },
    day: 1,
    at: "10h30m",
    lasts: "1h",
    fires: ["ServiceDown critical"],
    resolvedAfter: "30m",
  },
  {
    title: "A disk fills while its exporter comes and goes",
    story: "Somebody left debug logging on. The exporter misses scrapes, and its host's clock jumps.",
    changes: { diskGrowth: { to: 24_000_000 } },
    day: 2,
    at: "6h",
    lasts: "4h",
    fires: ["HostDiskFillsSoon warning", "HostDiskFull warning", "HostDiskFull critical"],
    resolvedAfter: "30m",
  },
  {
    title: "A consumer falls behind, and two exporters see it",
    story: "The fraud scorer slows to a crawl, and both Kafka exporters expose its lag.",
    changes: { scorerSpeed: { to: 0.02, over: "2m" } },
    day: 3,
    at: "9h",
    lasts: "1h30m",
    fires: ["ConsumerLagHigh warning", "ConsumerLagHigh critical"],
    resolvedAfter: "1h30m",
  },
  {
    title: "Half of the transactions are not judged",
    story: "A release of one channel goes round fraud detection. Two exporters expose the same predictions.",
    changes: { unjudged: { to: 0.5 } },
    day: 3,
    at: "15h",
    lasts: "1h",
    fires: ["FraudCheckBypassed critical"],
    resolvedAfter: "30m",
  },
] as const satisfies readonly PlatformIncident[];
