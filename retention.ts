import type { Retention } from "bigdata-monitoring";

/** How long data is kept: metrics 30 days, logs 7 days (Loki counts in hours). */
export const retention = { metrics: "30d", logs: "168h" } as const satisfies Retention;
