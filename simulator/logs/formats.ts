// How programs write their lines: each format is one that `parseFields` of lib/logs reads.
import type { Entry, Level, Reporter } from "./line.ts";

type Write = Reporter["write"];

/** Structured loggers, with a trace that leads to the other services' lines. */
export const json: Write = ({ time, level, message, draw }) => {
  const trace_id = Array.from({ length: 16 }, () => draw(16).toString(16)).join("");
  return { text: JSON.stringify({ time: iso(time), level: short[level], message, trace_id }), traceId: trace_id };
};

/** Go programs. */
export const logfmt: Write = ({ time, level, message }) => ({
  text: `ts=${iso(time)} level=${short[level]} msg=${JSON.stringify(message)}`,
});

/** Java programs, such as Kafka. */
export const log4j: Write = ({ time, level, message }) => ({
  text: `[${iso(time).replace("T", " ").replace(".", ",").slice(0, -1)}] ${short[level].toUpperCase()} ${message}`,
});

/** PostgreSQL. */
export const postgresLog: Write = ({ time, level, message, draw }) => ({
  text: `${iso(time).replace("T", " ").slice(0, -1)} UTC [${3000 + draw(900)}] ${short[level].toUpperCase()}:  ${message}`,
});

/** The journal keeps time and level apart from the text. */
export const bare: Write = ({ message }) => ({ text: message });

const iso = (time: Entry["time"]): string => new Date(time).toISOString();

/** How loggers spell levels. */
const short: Readonly<Record<Level, string>> = {
  critical: "fatal",
  error: "error",
  warning: "warn",
  info: "info",
  debug: "debug",
};
