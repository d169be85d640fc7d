import fc from "fast-check";
import type { TimeInterval } from "../../lib/model/alerting.ts";

/** A time interval, and moments in seconds since 1970. */
export interface TimeCase {
  readonly interval: TimeInterval;
  readonly times: readonly number[];
}

const zones = [
  ...["UTC", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "America/New_York", "America/Los_Angeles"],
  ...["America/St_Johns", "America/Sao_Paulo", "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Asia/Kathmandu"],
  ...["Asia/Tokyo", "Asia/Jerusalem", "Australia/Lord_Howe", "Australia/Adelaide", "Pacific/Auckland"],
  ...["Pacific/Chatham", "Pacific/Apia", "Africa/Cairo", "Antarctica/Troll", "Etc/GMT+12", "EST5EDT"],
];
/** Names that Go or this library refuse. */
const wrongZones = ["Europe/Berln", "+01:00", "Mars/Base"];

/** Moments at which clocks change in some zone, in seconds since 1970. */
const changes = [
  ...["2024-03-10T07:00Z", "2024-03-31T01:00Z", "2024-10-27T01:00Z", "2024-11-03T06:00Z", "2025-03-09T10:00Z"],
  ...["2025-03-30T01:00Z", "2025-10-26T01:00Z", "2026-03-08T07:00Z", "2026-03-27T00:00Z", "2026-03-29T01:00Z"],
  ...["2026-04-04T15:00Z", "2026-04-24T22:00Z", "2026-09-26T14:00Z", "2026-10-03T15:30Z", "2026-10-25T01:00Z"],
  ...["2026-11-01T06:00Z", "2027-01-01T00:00Z", "2024-02-29T12:00Z"],
].map((text) => Date.parse(text) / 1000);

const hour = 3600;

const moment = fc.oneof(
  fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * hour, max: 30 * hour })).map(([at, by]) => at + by),
  fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -90, max: 90 })).map(([at, by]) => at + by * 60),
  fc.integer({ min: Date.parse("2023-12-20T00:00Z") / 1000, max: Date.parse("2028-03-10T00:00Z") / 1000 }),
);

const clock = fc
  .integer({ min: 0, max: 24 * 4 })
  .map(
    (quarters) =>
      `${String(Math.floor(quarters / 4)).padStart(2, "0")}:${String((quarters % 4) * 15).padStart(2, "0")}`,
  );

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const months = ["january", "february", "march", "april", "october", "november", "december"] as const;

/** A value, or two in order; now and then a value that does not exist, or a range that ends before it begins. */
const range = (values: readonly string[], wrong: readonly string[], reversed = true): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(values.length - 1), fc.nat(values.length - 1), fc.nat(60)).map(([a, b, dice]) => {
    if (dice === 0 && reversed) return `${values[Math.max(a, b)]}:${values[Math.min(a, b)]}`;
    if (dice === 1) return wrong[a % wrong.length] ?? "";
    return a === b ? (values[a] ?? "") : `${values[Math.min(a, b)]}:${values[Math.max(a, b)]}`;
  });

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

const interval = fc
  .record(
    {
      times: fc.array(
        fc
          .tuple(clock, clock)
          .map(([a, b]) => ({ startTime: a < b ? a : b, endTime: a < b ? b : a === b ? "24:00" : a })),
        { minLength: 1, maxLength: 2 },
      ),
      // Whether a week's range may end before it begins depends on Alertmanager's version.
      weekdays: fc.array(range(weekdays, ["mon", "monday:", "a:b:c"], false), { minLength: 1, maxLength: 2 }),
      daysOfMonth: fc.array(
        fc.oneof(
          range(numbers(1, 31), ["0", "32", "-1:1", "x"]),
          range(numbers(-31, -1), ["-32", "-1:-3"]),
          fc.tuple(fc.integer({ min: 1, max: 10 }), fc.integer({ min: -10, max: -1 })).map(([a, b]) => `${a}:${b}`),
        ),
        { minLength: 1, maxLength: 2 },
      ),
      months: fc.array(range(months, ["mars", "april:"]), { minLength: 1, maxLength: 2 }),
      years: fc.array(range(numbers(2024, 2028), ["next", "2026:x"]), { minLength: 1, maxLength: 1 }),
      location: fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...zones) }, fc.constantFrom(...wrongZones)),
    },
    { requiredKeys: [] },
  )
  .map((each) => each as TimeInterval);

/** Generated cases; the same seed makes the same ones. */
export const timeCases = (seed: number, count: number): TimeCase[] =>
  fc.sample(fc.record({ interval, times: fc.array(moment, { minLength: 4, maxLength: 12 }) }), {
    seed,
    numRuns: count,
  });
