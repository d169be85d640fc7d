import type { LogStage } from "../../model/logs.ts";
import { quoted } from "./selector.ts";
import { exceptionInText } from "./stages.ts";

/** The fields of structured loggers, as JMESPath over a JSON line. */
const jsonFields = {
  level: 'level || severity || levelname || "log.level"',
  trace_id: 'trace_id || traceId || traceID || "trace.id"',
  request_id: 'request_id || requestId || "request.id" || correlation_id',
  time: 'timestamp || "@timestamp" || time || ts',
} as const;

const logfmtFields = { level: "level", trace_id: "trace_id", request_id: "request_id", time: "ts" } as const;

/** A word anywhere in the first 80 characters that reports a problem, outside of quotes such as those of a request. */
const problemInText =
  '(?i)^[^"\\n]{0,80}?\\b(?P<level>warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic|exception|traceback)\\b';

/**
 * What precedes the level in free text: times, numbers, brackets, a time zone, `user@database`, or `- logger -`, with
 * whatever separates them.
 */
const before =
  "(?:(?:\\[[^\\]\\n]{0,80}\\]|\\([^)\\n]{0,80}\\)|[+-]?\\d[\\w:.,+/-]*|UTC|GMT|CES?T|\\w+@\\w+|- [\\w.]+ -)[\\s:|-]*)";
const words = "trace|debug|info|notice|log|warn(?:ing)?|err(?:or)?|crit(?:ical)?|fatal|panic|severe";
/** The level in brackets or before a colon, or a word in capitals. */
const bracketed = `\\[ ?(?i:${words}) ?\\]|(?i:${words}):`;
const levelInText = `^\\s*${before}*?(?P<level>${bracketed}|(?:INFO|NOTICE|WARN(?:ING)?|ERR(?:OR)?|CRIT(?:ICAL)?|FATAL|PANIC|SEVERE)\\b)`;
/** Without anything before it, "DEBUG" may as well be the first word of a sentence. */
const debugInText = `^\\s*${before}+?(?P<level>(?:TRACE|DEBUG|FINEST|FINE)\\b)`;
const traceInText = '(?i)\\btrace_?id[=: "]+(?P<trace_id>[0-9a-f]{16,32})';

const jsonLine = quoted("^\\s*\\{");
/** Logfmt from its first word on: a sentence may contain `level=debug` too. */
const logfmtLine = quoted("^\\s*(?:[\\w.@-]+=.*\\s)?level=");

/**
 * Extracts level, time, trace and request id from lines in JSON, logfmt or free text.
 * The format is decided first: parsing in the wrong format would discard extracted values, and log an error for each
 * line. In free text a level counts only where a logger writes it; elsewhere only words that report a problem count, so
 * that no sentence with "debug" in it is taken for a debug line.
 * @param selector of the streams, such as `{source="container"}`
 */
export const parseFields = (selector: string): readonly LogStage[] => [
  { match: { selector: `${selector} |~ ${jsonLine}`, stages: [{ json: jsonFields }] } },
  { match: { selector: `${selector} !~ ${jsonLine} |~ ${logfmtLine}`, stages: [{ logfmt: logfmtFields }] } },
  {
    match: {
      selector: `${selector} !~ ${jsonLine} !~ ${logfmtLine}`,
      // A later stage that matches replaces the level of an earlier one.
      stages: [problemInText, debugInText, levelInText, traceInText].map((expression) => ({ regex: { expression } })),
    },
  },
];

/** The levels that a line can have, and how loggers spell them; the numbers are those of Pino and Bunyan. */
export const levels = {
  critical: ["crit", "fatal", "panic", "dpanic", "emerg", "emergency", "alert", "60"],
  error: ["err", "eror", "severe", "exception", "traceback", "50"],
  warning: ["warn", "wrn", "40"],
  info: ["inf", "information", "notice", "log", "30"],
  debug: ["dbg", "dbug", "trace", "fine", "finest", "20"],
} as const;

/**
 * Normalizes the extracted value `level` to one of `levels`; any other value becomes `unknown`, so that it adds no
 * stream. An entry with a stack trace is at least an error, unless its program calls it a warning.
 */
export const normalizedLevel: readonly LogStage[] = [
  { regex: { expression: exceptionInText } },
  {
    template: {
      source: "level",
      template: `{{ $level := trimAll "[]: " (ToLower (default "" .Value)) }}${branches()}`,
    },
  },
];

function branches(): string {
  const is = (level: keyof typeof levels): string =>
    `eq $level ${[level, ...levels[level]].map((text) => `"${text}"`).join(" ")}`;
  const tests = [
    ["critical", is("critical")],
    ["warning", is("warning")],
    ["error", ".exception"],
    ["error", is("error")],
    ["info", is("info")],
    ["debug", is("debug")],
  ];
  return `${tests.map(([level, test], i) => `{{ ${i === 0 ? "if" : "else if"} ${test} }}${level}`).join("")}{{ else }}unknown{{ end }}`;
}
