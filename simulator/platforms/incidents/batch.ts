import type { PlatformIncident } from "../incident.ts";

export const batchIncidents = [
  {
    title: "A nightly run fails",
    story: "The warehouse refuses what the nightly run loads. Every attempt fails, until somebody grants the right.",
    changes: { runsFail: { to: 1 } },
    day: 1,
    at: "1h",
    lasts: "5h",
    fires: ["EtlRunFailed warning"],
    resolvedAfter: "2h30m",
  },
  {
    title: "A nightly run does not begin",
    story: "The scheduler has lost the warehouse's run. Nothing fails, and no new data arrives.",
    changes: { runsDoNotBegin: { to: 1 } },
    day: 2,
    at: "1h",
    lasts: "20h",
    fires: ["EtlPipelineStale warning", "EtlRecordsWait warning"],
    resolvedAfter: "3h",
  },
  {
    title: "Features are not refreshed",
    story: "The daily refresh of the feature store has stopped. Models predict with yesterday's features.",
    changes: { featuresNotRefreshed: { to: 1 } },
    day: 3,
    at: "1h",
    lasts: "16h",
    fires: ["FeaturesStale warning"],
    resolvedAfter: "30m",
  },
] as const satisfies readonly PlatformIncident[];
