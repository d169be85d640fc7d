import { type DurationUnit, durationParts, secondsOf } from "../promql/syntax/numbers.ts";

/**
 * As Prometheus writes it: `30s`, `5m`, `1h30m`, `1d`.
 * @pattern ^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$
 */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d" | "w" | "y"}${string}`;

/** The pattern of the type, as the schemas have it. */
export const durationPattern = String.raw`^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$`;
export const durationForm = 'write it like "30s", "5m" or "1h30m", the longest unit first';

const unitNames: Readonly<Record<DurationUnit, string>> = {
  ms: "millisecond",
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  y: "year",
};

/** Seconds of a duration as Prometheus writes it. Throws on anything else. */
export const durationSeconds = (duration: Duration): number => secondsOf(partsOf(duration));

/** For people: `1h30m` becomes `1 hour 30 minutes`. */
export const formatDuration = (duration: Duration): string =>
  partsOf(duration)
    .map(({ amount, unit }) => `${amount} ${unitNames[unit]}${amount === 1 ? "" : "s"}`)
    .join(" ");

const hoursPer: Readonly<Partial<Record<DurationUnit, number>>> = { y: 8760, w: 168, d: 24, h: 1 };

/** The same without days, weeks and years, which Go's own durations do not have: `1d30m` becomes `24h30m`. */
export function inHours(duration: string): string {
  const parts = durationParts(duration);
  if ("problem" in parts || !parts.some(({ unit }) => unit !== "h" && hoursPer[unit] !== undefined)) return duration;
  const hours = parts.reduce((sum, { amount, unit }) => sum + amount * (hoursPer[unit] ?? 0), 0);
  const rest = parts.filter(({ unit }) => hoursPer[unit] === undefined).map(({ amount, unit }) => `${amount}${unit}`);
  return `${hours}h${rest.join("")}`;
}

function partsOf(duration: Duration) {
  const parts = durationParts(duration);
  if ("problem" in parts) throw new Error(`"${duration}" is not a duration: ${durationForm}`);
  return parts;
}
