/**
 * As Prometheus writes it: `30s`, `5m`, `1h30m`, `1d`.
 * @pattern ^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$
 */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d" | "w" | "y"}${string}`;

/** The pattern of the type, as the schemas have it. */
export const durationPattern = String.raw`^(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$`;
export const durationForm = 'write it like "30s", "5m" or "1h30m", the longest unit first';
/** Seconds of the longest duration that Prometheus and Alertmanager read: 64 bits of nanoseconds. */
export const longestDuration = 9_223_372_036;

const seconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;
const unitNames = { ms: "millisecond", s: "second", m: "minute", h: "hour", d: "day", w: "week", y: "year" } as const;

type Unit = keyof typeof seconds;
const part = /(\d+)(ms|[smhdwy])/gy;

/** Seconds of a duration as Prometheus writes it. Throws on anything else. */
export const durationSeconds = (duration: Duration): number =>
  parts(duration).reduce((sum, { amount, unit }) => sum + amount * seconds[unit], 0);

/** For people: `1h30m` becomes `1 hour 30 minutes`. */
export const formatDuration = (duration: Duration): string =>
  parts(duration)
    .map(({ amount, unit }) => `${amount} ${unitNames[unit]}${amount === 1 ? "" : "s"}`)
    .join(" ");

function parts(duration: Duration): { amount: number; unit: Unit }[] {
  const found = [...duration.matchAll(part)];
  if (found.map(([text]) => text).join("") !== duration) {
    throw new Error(`"${duration}" is not a duration: ${durationForm}`);
  }
  return found.map(([, amount, unit]) => ({ amount: Number(amount), unit: unit as Unit }));
}
