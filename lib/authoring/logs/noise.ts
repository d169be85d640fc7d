import type { LogStage } from "../../model/logs.ts";

/**
 * Joins the indented lines of a stack trace, its closing braces and its causes to the line before them.
 * RE2 has no negative lookahead, so "Caused by" is excluded by its first letters.
 */
export const joinStackTraces: LogStage = {
  multiline: { firstLine: "^(?:[^\\s})C]|C(?:[^a]|a[^u]))", maxWait: "3s", maxLines: 256 },
};

const healthPaths = "(?:-/healthy|-/ready|ready|healthz?|api/health|metrics)";

/** Drops debug lines and access log lines of probes and scrapes. */
export const dropNoise: readonly LogStage[] = [
  { drop: { source: "level", expression: "^debug$", reason: "debug" } },
  {
    drop: {
      expression: `(?:GET|HEAD) /${healthPaths}[ ?"]|"(?:path|uri|url)":"/${healthPaths}["?]`,
      reason: "health_check",
    },
  },
];
