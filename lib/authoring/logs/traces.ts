import type { LogStage } from "../../model/logs.ts";

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
export const exceptionInText = re`(?:^|\n)(?P<exception>Traceback \(most recent|panic: |goroutine \d+ \[|Caused by: |Exception in thread |(?:[\w$]+[./])*[\w$]*(?:Error|Exception)(?::|\n|$| \[))`;
