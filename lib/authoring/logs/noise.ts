import type { LogStage } from "../../model/logs.ts";

/** Paths of probes and scrapes. */
const path = "/(?:-/healthy|-/ready|ready|healthz?|livez|readyz|api/health|metrics)";

/** `"GET /healthz HTTP/1.1" 200` */
const accessLog = `(?:GET|HEAD) ${path}(?:\\?[^ "]*)?(?: HTTP/[\\d.]+)?"? [23]\\d\\d\\b`;
const jsonPath = `"(?:path|uri|url)":\\s*"${path}["?]`;
const jsonStatus = '"(?:status|status_code|statusCode|code)":\\s*"?[23]\\d\\d\\b';
const logfmtPath = `\\b(?:path|uri|url)="?${path}(?:["?\\s]|$)`;
const logfmtStatus = '\\b(?:status|status_code|code)="?[23]\\d\\d\\b';

const bothOrders = (a: string, b: string): string => `${a}.*${b}|${b}.*${a}`;

/**
 * Drops debug lines, by their parsed level, and access log lines of probes and scrapes that succeeded. A request of a
 * probe that failed stays, and so does one without a status, or one that the service reports as a problem. Stands after
 * the stage that makes `level` a label.
 */
export const dropNoise: readonly LogStage[] = [
  { drop: { source: "level", expression: "^debug$", reason: "debug" } },
  {
    match: {
      selector: '{level!~"warning|error|critical"}',
      stages: [
        {
          drop: {
            expression: [accessLog, bothOrders(jsonPath, jsonStatus), bothOrders(logfmtPath, logfmtStatus)].join("|"),
            reason: "health_check",
          },
        },
      ],
    },
  },
];
