import type { Route, TimeInterval } from "../model/alerting.ts";
import { instantOf, isTimeZone, type LocalTime, localTime } from "./local-time.ts";

// As timeinterval/timeinterval.go of Alertmanager decides it. Weekdays that wrap around the week need 0.35.

export type TimeIntervals = Readonly<Record<string, readonly TimeInterval[]>>;

/** What of a route says when it notifies. */
export type Timed = Pick<Route, "muteTimeIntervals" | "activeTimeIntervals">;

/** A field's range in numbers, with both ends. */
interface NumberRange {
  readonly from: number;
  readonly to: number;
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const months = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
];

const whole = (text: string): number | undefined => (/^[+-]?\d+$/.test(text) ? Number(text) : undefined);
const positionIn = (names: readonly string[], text: string): number | undefined => {
  const position = names.indexOf(text);
  return position < 0 ? undefined : position;
};

const weekdayOf = (text: string): number | undefined => positionIn(weekdays, text);
const monthOf = (text: string): number | undefined => {
  const position = positionIn(months, text);
  return position === undefined ? whole(text) : position + 1;
};

/** A value, or two with a colon between; undefined for anything else. */
function rangeOf(text: string, memberOf: (member: string) => number | undefined): NumberRange | undefined {
  const parts = text.toLowerCase().split(":");
  const [from, to] = [parts[0], parts[1] ?? parts[0]].map((part) => memberOf(part ?? ""));
  return from === undefined || to === undefined || parts.length > 2 ? undefined : { from, to };
}

const minutesOf = (time: string): number | undefined => {
  const [, hours, minutes] = /^(?:([01]\d|2[0-3]):([0-5]\d))$|^(24):(00)$/.exec(time)?.filter(Boolean) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
};

/** An interval in numbers. Parts that Alertmanager refuses are left out. */
interface Compiled {
  readonly times: readonly NumberRange[] | undefined;
  readonly weekdays: readonly NumberRange[] | undefined;
  readonly daysOfMonth: readonly NumberRange[] | undefined;
  readonly months: readonly NumberRange[] | undefined;
  readonly years: readonly NumberRange[] | undefined;
  readonly zone: string;
}

const compiled = new WeakMap<TimeInterval, Compiled>();

function compile(interval: TimeInterval): Compiled {
  const known = compiled.get(interval);
  if (known) return known;
  const ranges = (texts: readonly string[] | undefined, memberOf: (text: string) => number | undefined) =>
    texts?.flatMap((text) => rangeOf(text, memberOf) ?? []);
  const { location = "UTC" } = interval;
  const result: Compiled = {
    times: interval.times?.flatMap(({ startTime, endTime }) => {
      const [from, to] = [minutesOf(startTime), minutesOf(endTime)];
      return from === undefined || to === undefined ? [] : [{ from, to }];
    }),
    weekdays: ranges(interval.weekdays, weekdayOf),
    daysOfMonth: ranges(interval.daysOfMonth, whole),
    months: ranges(interval.months, monthOf),
    years: ranges(interval.years, whole),
    zone: isTimeZone(location) ? location : "UTC",
  };
  compiled.set(interval, result);
  return result;
}

/** The time zone that an interval's clock and calendar are of. */
export const zoneOf = (interval: TimeInterval): string => compile(interval).zone;

/** Minutes of the day at which an interval can begin or end. */
const boundariesOf = (interval: TimeInterval): number[] => [
  ...new Set([0, ...(compile(interval).times ?? []).flatMap(({ from, to }) => [from, to])]),
];

/** Whether an interval contains a moment, in milliseconds since 1970. */
export function containsTime(interval: TimeInterval, milliseconds: number): boolean {
  const { times, zone } = compile(interval);
  const local = localTime(milliseconds, zone);
  const isIn = times === undefined || times.some(({ from, to }) => local.minute >= from && local.minute < to);
  return isIn && containsDate(interval, local);
}

/** Whether an interval contains some time of a day. */
export function containsDate(interval: TimeInterval, date: Omit<LocalTime, "minute">): boolean {
  const { daysOfMonth, months: ofYear, weekdays: ofWeek, years } = compile(interval);
  const within = (ranges: readonly NumberRange[] | undefined, value: number) =>
    ranges === undefined || ranges.some(({ from, to }) => value >= from && value <= to);
  const last = daysInMonth(date);
  const days = daysOfMonth?.flatMap(({ from, to }) => {
    const day = (one: number) => (one < 0 ? last + one + 1 : one);
    return day(from) > last ? [] : [{ from: day(from), to: day(to) }];
  });
  return (
    within(days, date.day) && within(ofYear, date.month) && within(ofWeek, date.weekday) && within(years, date.year)
  );
}

const daysInMonth = ({ year, month }: Omit<LocalTime, "minute">): number =>
  new Date(Date.UTC(year, month, 0)).getUTCDate();

/** The named intervals that mute a route at a moment: all its active ones where none contains it. Empty if it notifies. */
export function mutedBy(route: Timed, intervals: TimeIntervals, milliseconds: number): readonly string[] {
  const { activeTimeIntervals: active = [], muteTimeIntervals: mute = [] } = route;
  const contains = (name: string) => (intervals[name] ?? []).some((one) => containsTime(one, milliseconds));
  if (active.length > 0 && !active.some(contains)) return active;
  return mute.filter(contains);
}

/** Why Alertmanager refuses an interval: the field, and what is wrong in it. */
export function intervalProblems(interval: TimeInterval): { readonly field: string; readonly message: string }[] {
  const { times = [], weekdays: ofWeek = [], daysOfMonth = [], months: ofYear = [], years = [], location } = interval;
  const problems = [
    ...times.map((range) => ({ field: "times", message: timesProblem(range) })),
    ...ofWeek.map((text) => ({ field: "weekdays", message: weekdayProblem(text) })),
    ...daysOfMonth.map((text) => ({ field: "daysOfMonth", message: dayProblem(text) })),
    ...ofYear.map((text) => ({ field: "months", message: orderProblem(text, rangeOf(text, monthOf), "month") })),
    ...years.map((text) => ({ field: "years", message: orderProblem(text, rangeOf(text, whole), "year") })),
    { field: "location", message: location === undefined ? undefined : zoneProblem(location) },
  ];
  return problems.flatMap(({ field, message }) => (message === undefined ? [] : [{ field, message }]));
}

function timesProblem({ startTime, endTime }: { readonly startTime: string; readonly endTime: string }) {
  const [from, to] = [minutesOf(startTime), minutesOf(endTime)];
  if (from === undefined || to === undefined) return `"${from === undefined ? startTime : endTime}" is no time of day`;
  return from < to ? undefined : `"${startTime}" is not before "${endTime}": over midnight, write two ranges`;
}

const weekdayProblem = (text: string): string | undefined => {
  const range = rangeOf(text, weekdayOf);
  if (range && range.from > range.to) return `"${text}" ends before it begins: the week begins on Sunday`;
  return range ? undefined : `"${text}" is no weekday`;
};

const orderProblem = (text: string, range: NumberRange | undefined, what: string): string | undefined => {
  if (!range) return `"${text}" is no ${what}`;
  return range.from > range.to ? `"${text}" ends before it begins` : undefined;
};

function dayProblem(text: string): string | undefined {
  const range = rangeOf(text, whole);
  if (!range) return `"${text}" is no day of a month`;
  const { from, to } = range;
  if ([from, to].some((day) => day === 0 || Math.abs(day) > 31)) return `"${text}" is no day of a month`;
  if (from < 0 && to > 0) return `"${text}" begins at the end of the month: then its end is negative too`;
  // The shortest month has 28 days.
  const least = (day: number) => (day < 0 ? 28 + day : day);
  return least(from) > least(to) ? `"${text}" ends before it begins` : undefined;
}

function zoneProblem(name: string): string | undefined {
  if (name === "Local") return 'the zone "Local" depends on the machine';
  return isTimeZone(name) ? undefined : `no time zone "${name}"`;
}

/** An interval for people, in one form however it is written: `monday to friday, 08:00-18:00 Europe/Berlin`. */
export function intervalText(interval: TimeInterval): string {
  const { times, weekdays: ofWeek, daysOfMonth, months: ofYear, years, zone } = compile(interval);
  const ranges = (all: readonly NumberRange[] | undefined, name: (value: number) => string, to = " to ") =>
    all?.map(({ from, to: end }) => (from === end ? name(from) : `${name(from)}${to}${name(end)}`)).join(", ");
  const clock = (minute: number) =>
    [Math.floor(minute / 60), minute % 60].map((part) => `${part}`.padStart(2, "0")).join(":");
  const days = ranges(daysOfMonth, String);
  return [
    ranges(ofWeek, (day) => weekdays[day] ?? ""),
    days && `day ${days} of the month`,
    ranges(ofYear, (month) => months[month - 1] ?? String(month)),
    ranges(years, String),
    `${times ? ranges(times, clock, "-") : "all day"} ${zone}`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** A time during which a route notifies nobody, in milliseconds since 1970. */
interface MutedSpan {
  readonly from: number;
  /** The moment from which the route notifies again; infinite if it never does. */
  readonly to: number;
  /** The intervals that mute it at the beginning. */
  readonly by: readonly string[];
}

const days = 400;
const firstYear = 2026;

const isTimed = ({ muteTimeIntervals = [], activeTimeIntervals = [] }: Timed): boolean =>
  muteTimeIntervals.length + activeTimeIntervals.length > 0;

const namesOf = ({ muteTimeIntervals = [], activeTimeIntervals = [] }: Timed): readonly string[] => [
  ...activeTimeIntervals,
  ...muteTimeIntervals,
];

const intervalsOf = (route: Timed, intervals: TimeIntervals): TimeInterval[] =>
  namesOf(route).flatMap((name) => intervals[name] ?? []);

/** Every time within more than a year at which the route is muted. The year is the first that an interval names. */
export function mutedSpans(route: Timed, intervals: TimeIntervals): MutedSpan[] {
  const parts = intervalsOf(route, intervals);
  const moments = boundaryMoments(parts, yearOf(parts));
  const spans: MutedSpan[] = [];
  let open: Omit<MutedSpan, "to"> | undefined;
  for (const moment of moments) {
    const by = mutedBy(route, intervals, moment);
    if (by.length > 0) open ??= { from: moment, by };
    else if (open) {
      spans.push({ ...open, to: moment });
      open = undefined;
    }
  }
  return open ? [...spans, { ...open, to: spans.length === 0 ? Number.POSITIVE_INFINITY : open.from }] : spans;
}

function yearOf(intervals: readonly TimeInterval[]): number {
  const years = intervals.flatMap((one) => (one.years ?? []).map((text) => Number.parseInt(text, 10)));
  return years.length > 0 ? Math.min(...years) : firstYear;
}

/** The moments at which an interval can begin or end. */
function boundaryMoments(intervals: readonly TimeInterval[], year: number): number[] {
  const byZone = new Map<string, Set<number>>();
  for (const interval of intervals) {
    const minutes = byZone.get(zoneOf(interval)) ?? new Set<number>();
    for (const minute of boundariesOf(interval)) minutes.add(minute);
    byZone.set(zoneOf(interval), minutes);
  }
  const moments = Array.from(byZone).flatMap(([zone, minutes]) =>
    Array.from({ length: days }, (_, day) =>
      Array.from(minutes, (minute) => instantOf(year, 1, 1 + day, minute, zone)),
    ).flat(),
  );
  return [...new Set(moments)].sort((a, b) => a - b);
}

/** The longest time in seconds that a notification of the route waits for the end of its muted time. */
export const longestMute = (route: Timed, intervals: TimeIntervals): number =>
  isTimed(route) ? Math.max(0, ...mutedSpans(route, intervals).map(({ from, to }) => (to - from) / 1000)) : 0;
