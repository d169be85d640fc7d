import type { LogStage } from "../model/logs.ts";

/** Go's escapes; the string ends on the line on which it begins. */
const string = /"(?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-3][0-7]{2}|x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}))*"/iy;

/** Text as a quoted string of a selector. The collectors accept neither backticks nor single quotes. */
export const quoted = (text: string): string => JSON.stringify(text);

/**
 * Parses the selector of a match stage by the grammar of Promtail and Alloy. It is smaller than Loki's: label matchers,
 * then line filters, each with a string in double quotes.
 * @returns what is wrong and where, or undefined
 */
export function selectorProblem(selector: string): string | undefined {
  let at = 0;
  const eat = (pattern: RegExp): boolean => {
    const from = at + (/^\s*/.exec(selector.slice(at))?.[0].length ?? 0);
    pattern.lastIndex = from;
    const [found] = pattern.exec(selector) ?? [];
    if (found !== undefined) at = from + found.length;
    return found !== undefined;
  };
  const expected = (what: string): string => {
    const rest = selector.slice(at).trim();
    return `expected ${what}, not ${rest === "" ? "the end" : `"${rest}"`}`;
  };
  const quotedString = "a double-quoted string with Go's escapes";

  if (!eat(/\{/y)) return expected("{");
  do {
    if (!eat(/[A-Za-z_]\w*/y)) return expected("a label's name");
    if (!eat(/=~|!~|!=|=/y)) return expected("=, !=, =~ or !~");
    if (!eat(string)) return expected(quotedString);
  } while (eat(/,/y));
  if (!eat(/\}/y)) return expected("a comma or }");
  while (selector.slice(at).trim() !== "") {
    if (!eat(/\|=|\|~|!=|!~/y)) return expected("|=, !=, |~ or !~");
    if (!eat(string)) return expected(quotedString);
  }
  return undefined;
}

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

/** The levels that a line can have, and how loggers write them; the numbers are those of Pino and Bunyan. */
export const levels = {
  critical: ["crit", "fatal", "panic", "dpanic", "emerg", "emergency", "alert", "60"],
  error: ["err", "eror", "severe", "50"],
  warning: ["warn", "wrn", "40"],
  info: ["inf", "information", "notice", "30"],
  debug: ["dbg", "dbug", "trace", "fine", "finest", "20"],
} as const;

/**
 * Normalizes the extracted value `level` to one of `levels`; any other value becomes `unknown`, so that it adds no
 * stream.
 */
export const normalizedLevel: LogStage = {
  template: { source: "level", template: `{{ $level := ToLower (default "" .Value) }}${branches()}` },
};

function branches(): string {
  const tests = Object.entries(levels).map(
    ([level, spellings], i) =>
      `{{ ${i === 0 ? "if" : "else if"} eq $level ${[level, ...spellings].map((text) => `"${text}"`).join(" ")} }}${level}`,
  );
  return `${tests.join("")}{{ else }}unknown{{ end }}`;
}

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

/** What Grafana puts in place of this in a link: the value that was clicked. */
export const clickedValue = `\${__value.raw}`;

/**
 * Address, within Grafana, of Explore with a LogQL query over the last six hours. The form with `left` is understood
 * by Grafana 9 to 13; newer ones rewrite it.
 * @param query may contain `clickedValue`, which stays unencoded so that Grafana finds it
 */
export function exploreLogs(datasource: string, query: string): string {
  const state = { datasource, queries: [{ refId: "A", expr: query }], range: { from: "now-6h", to: "now" } };
  const encoded = encodeURIComponent(JSON.stringify(state));
  return `/explore?orgId=1&left=${encoded.replaceAll(encodeURIComponent(clickedValue), clickedValue)}`;
}
