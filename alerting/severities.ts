// How soon must somebody act, who is woken for it, and how long may a notification wait?
import type { Alerting } from "bigdata-monitoring";

/** The platform's promise; a critical alert that nobody answers escalates when its time is up. */
export const severities = {
  critical: { respondWithin: "5m", channels: ["email", "slack", "pagerduty"] },
  warning: { respondWithin: "2h", channels: ["email", "slack"] },
  info: { respondWithin: "24h", channels: ["slack"] },
} as const satisfies Alerting["severities"];

/**
 * How alerts of one severity are bundled. `groupInterval` divides `repeatInterval`, because Alertmanager
 * looks at the latter only when the former has passed.
 */
export const timings = {
  critical: { groupWait: "10s", groupInterval: "1m", repeatInterval: "1h" },
  warning: { groupWait: "1m", groupInterval: "5m", repeatInterval: "4h" },
  info: { groupWait: "5m", groupInterval: "30m", repeatInterval: "24h" },
} as const;
