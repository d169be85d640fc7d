import type { LogStage } from "../model/logs.ts";

/** Text as a quoted string of a selector. The collectors accept neither backticks nor single quotes. */
export const quoted = (text: string): string => JSON.stringify(text);

const re = String.raw;

/** A class of exceptions, with its package: `ValueError`, `java.net.ConnectException`, `kafka.errors.NoBrokersAvailable`. */
const exceptionClass = [
  re`(?:[\w$]+[./])*[\w$]*(?:Error|Exception|ExceptionGroup|Throwable|Warning)(?::|$| \[)`,
  re`(?:[\w$]+\.)+[A-Z]\w*:`,
  "(?:KeyboardInterrupt|SystemExit|StopIteration|StopAsyncIteration|GeneratorExit)(?::|$)",
].join("|");

/** Lines that a stack trace begins with, where no message of a logger precedes it. */
const beginnings = [
  re`Traceback \(most recent call last\)`,
  re`(?:java|javax|jakarta|jdk|sun|scala|kotlin|org|com|net|io)\.(?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)\b`,
  // TypeError and SyntaxError are missing: the last line of a trace of Python may be one.
  re`(?:Error|RangeError|ReferenceError|AggregateError)(?::| \[)`,
].join("|");

/** Lines of a stack trace that are not indented. */
const continuations = [
  beginnings,
  exceptionClass,
  "During handling of the above|The above exception was",
  "Caused by:|Suppressed:",
  re`Node\.js v\d+`,
  re`goroutine \d+ |\[signal |created by |exit status \d+|panic\(.*\)$`,
  // A frame in Go is a function with its arguments: `net/http.(*conn).serve(0xc000154000, {0x7f, 0xc0})`.
  re`(?:[\w.~-]+/)*[\w~-]+\.(?:\(\*?[\w\[\].]+\)\.)?[\w.\[\]-]+\(.*\)$`,
].join("|");

/** Characters that no program writes into a log. */
const [continues, begins] = [re`\x01`, re`\x02`];

/**
 * Joins a stack trace of Java, Python, Node.js or Go to one entry, and to the message before it.
 *
 * RE2 has no negative lookahead, so lines that belong to a trace are marked first. A collector forgets a stream that is
 * silent for some seconds, and passes on one by one what then comes before the first line of an entry. So the first
 * multiline stage makes an entry of every trace, and the second one joins it to a message, if there has just been one.
 * An entry waits up to eight seconds for its end. `replace` sets the marks, since `match` may change the order of lines.
 */
export const joinStackTraces: readonly LogStage[] = [
  { replace: { expression: `^()(?:${continuations})`, replace: `{{ "${continues}" }}` } },
  { replace: { expression: `^(${continues})(?:${beginnings})`, replace: `{{ "${begins}" }}` } },
  { multiline: { firstLine: re`^[^\s})${continues}]`, maxWait: "3s", maxLines: 512 } },
  { multiline: { firstLine: `^[^${begins}]`, maxWait: "5s", maxLines: 512 } },
  { replace: { expression: re`(?:^|\n)([${continues}${begins}])`, replace: "" } },
];

/** What an entry with a stack trace contains at the beginning of one of its lines, as the value `exception`. */
const exceptionInText = re`(?:^|\n)(?P<exception>Traceback \(most recent|panic: |goroutine \d+ \[|Caused by: |Exception in thread |(?:[\w$]+[./])*[\w$]*(?:Error|Exception)(?::|\n|$| \[))`;

const redacted = "[redacted]";

/** 13 to 19 digits in groups of four, or as American Express and Diners Club print them; the first digit is 2 to 6. */
const cardDigits = re`(?:2[2-7]\d\d|[3-6]\d{3})(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3[47]\d\d[ -]?\d{6}[ -]?\d{5}|3\d{3}[ -]?\d{6}[ -]?\d{4}`;

/** Prints `text` in place of a number whose check digit is right by the algorithm of Luhn, and any other one as it is. */
const ifLuhn = (text: string): string =>
  [
    '{{ $digits := splitList "" (regexReplaceAll "[^0-9]" .Value "") }}{{ $length := len $digits }}{{ $sum := 0 }}',
    "{{ range $i, $digit := $digits }}{{ $n := atoi $digit }}",
    // The sum of the digits of 2n is 2n, or 2n - 9 from 5 on: modulo 10 that is 2n + n / 5.
    "{{ if eq (mod $i 2) (mod $length 2) }}{{ $n = add $n $n (div $n 5) }}{{ end }}",
    `{{ $sum = add $sum $n }}{{ end }}{{ if eq (mod $sum 10) 0 }}${text}{{ else }}{{ .Value }}{{ end }}`,
  ].join("");

/** Names of settings, parameters, headers and fields that hold a secret. They end so: `page_tokens` holds none. */
const secretName = re`[\w.-]*(?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|credentials)`;

/** Tokens that are known by their form: JSON Web Tokens, and those of payment, code, chat and cloud services. */
const knownTokens = [
  re`eyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]+`,
  re`[spr]k_(?:live|test)_\w{16,}`,
  re`gh[pousr]_\w{30,}|github_pat_\w{22,}|glpat-[\w-]{20,}|glsa_\w{32,}`,
  re`xox[abposr]-[\w-]{10,}`,
  "(?:AKIA|ASIA)[0-9A-Z]{16}",
].join("|");

/** Names of units of systemd look like mail addresses: `user@1000.service`. */
const mail = `{{ if regexMatch "[.](?:service|timer|socket|mount|device|scope|slice|target|path)$" .Value }}{{ .Value }}{{ else }}[mail]{{ end }}`;

/**
 * Redacts what no log may contain, before anything is extracted from the line: card numbers that the algorithm of Luhn
 * confirms, passwords in URLs, values of fields whose name says that they are secret, bearer and API tokens, and mail
 * addresses.
 *
 * What it cannot see: a secret in a sentence (`the password is x`), in Base64 or in another encoding, or a card number
 * with other separators than single spaces and hyphens. One number in ten of 13 to 19 digits that begins with 2 to 6
 * passes the test of Luhn by chance.
 */
export const redactSecrets: readonly LogStage[] = [
  [re`(?i)\b[a-z][a-z0-9+.-]*://[^\s/:@"']*:([^\s/"']+)@`, redacted],
  [
    re`(?i)authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:basic|bearer|token|digest|apikey|negotiate)\s+)?([^\s"',;\\]{6,})`,
    redacted,
  ],
  [re`(?i)\bbearer\s+([\w.~+/-]{16,}=*)`, redacted],
  // In double quotes, in those of JSON within JSON, in single quotes, without quotes, and as a header.
  [re`(?i)${secretName}(?:"\s*:\s*"|=")((?:[^"\\\n]|\\.)+)"`, redacted],
  [re`(?i)${secretName}(?:\\"\s*:\s*\\"|=\\")([^"\\]+)\\"`, redacted],
  [re`(?i)${secretName}'?\s*[:=]\s*'([^'\n]+)'`, redacted],
  [re`(?i)${secretName}=([^\s"'&,;)}\]\\[][^\s"'&,;)}\]\\]*)`, redacted],
  [re`(?i)${secretName}:\s*([^\s"',;\[]{16,})`, redacted],
  [re`\b(${knownTokens})`, redacted],
  // A number in JSON becomes a string, so that the line can still be parsed.
  [re`":\s*(${cardDigits})\s*[,}]`, ifLuhn('"[card]"')],
  [re`(?:^|[^\w.])(${cardDigits})\b`, ifLuhn("[card]")],
  [re`(?i)([\w.%+-]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})\b`, mail],
].map(([expression = "", replace = ""]) => ({ replace: { expression, replace } }));

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
