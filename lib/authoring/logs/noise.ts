import type { LogStage } from "../../model/logs.ts";

/**
 * Joins the indented lines of a stack trace, its closing braces and its causes to the line before them.
 * RE2 cannot say "not", so "Caused by" is spelt out by its first letters.
 */
export const joinStackTraces: LogStage = {
  multiline: { firstLine: "^(?:[^\\s})C]|C(?:[^a]|a[^u]))", maxWait: "3s", maxLines: 256 },
};

const healthPaths = "(?:-/healthy|-/ready|ready|healthz?|api/health|metrics)";

/** Debug lines and the answers to probes and scrapes: many lines, and nobody reads them. */
export const dropNoise: readonly LogStage[] = [
  { drop: { source: "level", expression: "^debug$", reason: "debug" } },
  {
    drop: {
      expression: `(?:GET|HEAD) /${healthPaths}[ ?"]|"(?:path|uri|url)":"/${healthPaths}["?]`,
      reason: "health_check",
    },
  },
];
