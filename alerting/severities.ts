// How soon must somebody act, over which channels, and how long may a notification wait?
import type { Alerting } from "bigdata-monitoring";

/** A critical alert that nobody answers within its response time escalates. */
export const severities = {
  critical: { respondWithin: "5m", channels: ["email", "slack", "pagerduty"] },
  warning: { respondWithin: "2h", channels: ["email", "slack"] },
  info: { respondWithin: "24h", channels: ["slack"] },
} as const satisfies Alerting["severities"];

/**
 * How alerts of one severity are grouped. `groupInterval` divides `repeatInterval`, because Alertmanager checks the
 * latter only every `groupInterval`.
 */
export const timings = {
  critical: { groupWait: "10s", groupInterval: "1m", repeatInterval: "1h" },
  warning: { groupWait: "1m", groupInterval: "5m", repeatInterval: "4h" },
  info: { groupWait: "5m", groupInterval: "30m", repeatInterval: "24h" },
} as const;
