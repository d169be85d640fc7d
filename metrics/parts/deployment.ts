import type { Metric } from "bigdata-monitoring";

/** What each of our services exposes about the release that it runs. Boards mark the time from which a version is seen. */
export const deploymentMetrics = {
  deployment_info: {
    type: "gauge",
    labels: ["version"],
    range: [1, 1],
    help: "The release that runs, as 1; `version` is its tag or commit",
  },
} as const satisfies Record<string, Metric>;
