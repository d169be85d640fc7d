// How soon must somebody act, and so how long may a notification wait?

/** The platform's promise, by severity; an unanswered critical alert escalates when its time is up. */
export const responseTimes = { critical: "5m", warning: "2h", info: "24h" } as const;

/**
 * How alerts of one severity are bundled. `groupInterval` divides `repeatInterval`, because Alertmanager
 * looks at the latter only when the former has passed.
 */
export const timings = {
  critical: { groupWait: "10s", groupInterval: "1m", repeatInterval: "1h" },
  warning: { groupWait: "1m", groupInterval: "5m", repeatInterval: "4h" },
  info: { groupWait: "5m", groupInterval: "30m", repeatInterval: "24h" },
} as const;
