import type { LogStage } from "../../model/logs.ts";
import { quoted } from "./selector.ts";

/** Where structured loggers keep what we look for, as JMESPath over a JSON line. */
const jsonFields = {
  level: 'level || severity || levelname || "log.level"',
  trace_id: 'trace_id || traceId || traceID || "trace.id"',
  request_id: 'request_id || requestId || "request.id" || correlation_id',
  time: 'timestamp || "@timestamp" || time || ts',
} as const;

const logfmtFields = { level: "level", trace_id: "trace_id", request_id: "request_id", time: "ts" } as const;

/** Free text names its level within its first words, if at all. */
const levelInText =
  "(?i)^.{0,80}?\\b(?P<level>trace|debug|info|notice|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic)\\b";
const traceInText = '(?i)\\btrace_?id[=: "]+(?P<trace_id>[0-9a-f]{16,32})';

const jsonLine = quoted("^\\s*\\{");
const logfmtLine = quoted("\\blevel=");

/**
 * Extracts level, time, trace and request id from lines in JSON, logfmt or free text.
 * Each format is told apart first: parsing the wrong one would forget what another had found, and fill the
 * collector's own log with errors.
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
