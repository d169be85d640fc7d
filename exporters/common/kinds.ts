// Kinds of settings: what their text means, and what to say where it means nothing.
import { isLevel, type Level } from "./log.ts";
import type { Setting } from "./settings.ts";

const kind =
  <T>(parse: (text: string) => T) =>
  (env: string, help: string, fallback?: string): Setting<T> => ({
    env,
    help,
    parse,
    ...(fallback !== undefined && { fallback }),
  });

/** May stay undefined. */
export const optional = <T>(setting: Setting<T>): Setting<T | undefined> => ({ ...setting, optional: true });

/** Comes from a variable or a file, never from a flag. */
export const secret = <T>(setting: Setting<T>): Setting<T> => ({ ...setting, secret: true });

export const text = kind((written) => written);

export const port = kind((written) => {
  const number = Number(written);
  if (!Number.isInteger(number) || number < 0 || number > 65535)
    throw new Error(`"${written}" is no port: give a number from 0 (any free one) to 65535`);
  return number;
});

export const count = kind((written) => {
  const number = Number(written);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`"${written}" is no count: give a whole number from 1`);
  return number;
});

/** Milliseconds, written as Prometheus writes durations. */
export const duration = kind(parseDuration);

/** Refuses values outside of a range, both ends included. @param least and most as they would be written */
export const within = (setting: Setting<number>, least: string, most: string): Setting<number> => ({
  ...setting,
  parse: (written) => {
    const value = setting.parse(written);
    if (value >= setting.parse(least) && value <= setting.parse(most)) return value;
    throw new Error(`"${written}" is not allowed: give a value from ${least} to ${most}`);
  },
});

/** Of PostgreSQL or a service. */
export const sourceUrl = kind((written) => {
  if (!hasScheme(written, "http", "https", "postgres", "postgresql"))
    throw new Error("is no address: give one such as postgres://user:password@host:5432/name or http://host/path");
  return written.replace(/\/+$/, "");
});

/** Addresses of databases by name, written `name=address`. Their passwords are never repeated in a problem. */
export const addresses = kind((written) => {
  const pairs = written.split(/\s+/).filter(Boolean);
  const named = new Map(pairs.map((pair) => [pair.split("=")[0] ?? "", pair.slice(pair.indexOf("=") + 1)]));
  for (const [name, address] of named)
    if (!hasScheme(address, "postgres", "postgresql", "mysql", "mariadb"))
      throw new Error(`"${name}" has no address: write name=postgres://user:password@host:5432/database`);
  return named as ReadonlyMap<string, string>;
});

const hasScheme = (written: string, ...schemes: readonly string[]): boolean =>
  URL.canParse(written) && schemes.includes(new URL(written).protocol.slice(0, -1));

/** Without the slash at its end, so that paths can be appended. */
export const url = kind((written) => {
  if (!URL.canParse(written) || !/^https?:$/.test(new URL(written).protocol))
    throw new Error(`"${written}" is no address: give one such as http://mlflow:5000`);
  return written.replace(/\/+$/, "");
});

export const level = kind((written): Level => {
  if (!isLevel(written)) throw new Error(`"${written}" is no level: give info, warn or error`);
  return written;
});

const milliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Milliseconds of `500ms`, `30s`, `5m`, `1h`, `7d`, `2w`. @throws Error saying what was expected */
export function parseDuration(written: string): number {
  const [, number, unit] = /^(\d+)(ms|s|m|h|d|w)$/.exec(written) ?? [];
  if (number === undefined) throw new Error(`"${written}" is no duration: give one such as 30s, 5m or 1h`);
  return Number(number) * milliseconds[unit as keyof typeof milliseconds];
}
