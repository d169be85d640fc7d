// Kinds of settings: how their text is read, and what it may be.
import type { Duration } from "bigdata-monitoring";
import { durationSeconds } from "bigdata-monitoring/api";
import * as z from "zod";
import { logLevels } from "./log.ts";
import { maxLabelLength } from "./metrics/limit.ts";
import { decoded } from "./redact.ts";
import type { Setting } from "./settings.ts";

/** May stay undefined. */
export const optional = <T>(setting: Setting<T>): Setting<T | undefined> => ({ ...setting, optional: true });

/** Comes from a variable or a file, never from a flag. */
export const secret = <T>(setting: Setting<T>): Setting<T> => ({ ...setting, secret: true });

const kind =
  <T>(schema: z.ZodType<T>, allowed: string) =>
  (env: string, help: string, fallback?: string): Setting<T> => ({ env, help, schema, allowed, fallback });

export const text = kind(z.string(), "a text");

/** Sent as a header, which has no line breaks. */
export const token = kind(z.string().regex(/^[\x21-\x7e]+$/), "a token of printable ASCII characters without spaces");

export const level = kind(z.enum(logLevels), `one of ${logLevels.join(", ")}`);

const whole = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number);

export const port = kind(whole.pipe(z.number().max(65_535)), "a port from 0 (any free one) to 65535");

export const count = (env: string, help: string, fallback?: string, [least, most] = [1, 1e9]): Setting<number> =>
  kind(whole.pipe(z.number().min(least).max(most)), `a whole number from ${least} to ${most}`)(env, help, fallback);

/** Milliseconds, written as Prometheus writes durations. */
export const duration = (
  env: string,
  help: string,
  fallback: string,
  [least, most]: readonly [Duration, Duration],
): Setting<number> =>
  kind(
    z
      .custom<Duration>(isDuration)
      .transform((written) => 1000 * durationSeconds(written))
      .pipe(
        z
          .number()
          .min(1000 * durationSeconds(least))
          .max(1000 * durationSeconds(most)),
      ),
    `a duration from ${least} to ${most}, such as 30s, 5m or 1h`,
  )(env, help, fallback);

export const isDuration = (written: unknown): written is Duration =>
  typeof written === "string" && /^(\d{1,9}(ms|[smhdw]))+$/.test(written);

/** Without the slash at its end, so that paths can be appended. */
const address = (protocol: RegExp) =>
  z
    .url({ protocol, abort: true })
    .refine((written) => {
      const { username, password } = new URL(written);
      return decoded(username) !== undefined && decoded(password) !== undefined;
    })
    .transform((written) => written.replace(/\/+$/, ""));

const example = "user:password@host:5432/database, with special characters percent-encoded";

export const url = kind(address(/^https?$/), "an address such as http://mlflow:5000");

/** Of PostgreSQL or a service. */
export const sourceUrl = kind(
  address(/^(https?|postgres(ql)?)$/),
  `an address such as http://host/path or postgres://${example}`,
);

/** Addresses of databases by name. */
export const addresses = kind(
  z
    .string()
    .transform((written) =>
      written
        .split(/\s+/)
        .filter(Boolean)
        .map((pair) => pair.split(/=(.*)/s, 2)),
    )
    .pipe(
      z
        .array(z.tuple([z.string().min(1).max(maxLabelLength), address(/^(postgres(ql)?|mysql|mariadb)$/)]))
        .min(1)
        .refine((pairs) => new Set(pairs.map(([name]) => name)).size === pairs.length)
        .transform((pairs): ReadonlyMap<string, string> => new Map(pairs)),
    ),
  `name=postgres://${example}; several on lines of their own, each with another name`,
);
