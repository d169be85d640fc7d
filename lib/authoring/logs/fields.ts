import type { LogStage } from "../../model/logs.ts";
import { quoted } from "./selector.ts";

/** The fields of structured loggers, as JMESPath over a JSON line. */
const jsonFields = {
  level: 'level || severity || levelname || "log.level"',
  trace_id: 'trace_id || traceId || traceID || "trace.id"',
  request_id: 'request_id || requestId || "request.id" || correlation_id',
  time: 'timestamp || "@timestamp" || time || ts',
} as const;

const logfmtFields = { level: "level", trace_id: "trace_id", request_id: "request_id", time: "ts" } as const;

/** The level in free text, within its first 80 characters. */
const levelInText =
  "(?i)^.{0,80}?\\b(?P<level>trace|debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic)\\b";
const traceInText = '(?i)\\btrace_?id[=: "]+(?P<trace_id>[0-9a-f]{16,32})';

const jsonLine = quoted("^\\s*\\{");
const logfmtLine = quoted("\\blevel=");

/**
 * Extracts level, time, trace and request id from lines in JSON, logfmt or free text.
 * The format is decided first: parsing in the wrong format would discard extracted values, and log an error for each
 * line.
 * @param selector of the streams, such as `{source="container"}`
 */
export const parseFields = (selector: string): readonly LogStage[] => [
  { match: { selector: `${selector} |~ ${jsonLine}`, stages: [{ json: jsonFields }] } },
  { match: { selector: `${selector} !~ ${jsonLine} |~ ${logfmtLine}`, stages: [{ logfmt: logfmtFields }] } },
  {
    match: {
      selector: `${selector} !~ ${jsonLine} !~ ${logfmtLine}`,
      stages: [{ regex: { expression: levelInText } }, { regex: { expression: traceInText } }],
    },
  },
];
