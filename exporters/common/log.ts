import { type DestinationStream, type Logger, pino } from "pino";
import type { Redact } from "./redact.ts";

export type Log = Logger;

export const logLevels = ["info", "warn", "error"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Characters of a field's value: a server may answer with any text. */
const longest = 500;

/**
 * One JSON object a line: `time` (RFC 3339), `level`, `service`, the fields, `message`. `logs/containers.ts` reads it.
 * @param service the exporter's name
 * @param redact applied to the value of every field; messages are constants
 */
export const createLog = (
  service: string,
  level: LogLevel,
  redact: Redact,
  destination: DestinationStream = process.stderr,
): Log =>
  pino(
    {
      level,
      base: { service },
      messageKey: "message",
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }), log: (fields) => redactedFields(fields, redact) },
    },
    destination,
  );

const redactedFields = (fields: object, redact: Redact) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      isPlain(value) ? value : redact(String(value)).slice(0, longest),
    ]),
  );

const isPlain = (value: unknown): boolean => value === undefined || ["number", "boolean"].includes(typeof value);
