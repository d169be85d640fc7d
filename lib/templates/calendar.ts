import { fromBytes } from "./text.ts";
import { GoError } from "./types.ts";

// Go's calendar, the layouts of its times, and its time zones.

/** A moment as Go's `time.Time` has it. */
export interface Moment {
  /** Nanoseconds since 1970. */
  readonly nanos: bigint;
  readonly zone: Zone;
}

export interface Zone {
  readonly name: string;
  /** Seconds east of Greenwich, and the zone's abbreviation, at a time in seconds since 1970. */
  readonly at: (seconds: number) => { readonly offset: number; readonly abbreviation: string };
}

export const utc: Zone = { name: "UTC", at: () => ({ offset: 0, abbreviation: "UTC" }) };
export const billion = 1_000_000_000n;

export const monthNames = "January February March April May June July August September October November December";
export const dayNames = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday";

export const floorDiv = (a: bigint, b: bigint): bigint => (a - mod(a, b)) / b;
export const mod = (a: bigint, b: bigint): bigint => ((a % b) + b) % b;

export interface Calendar {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nano: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly offset: number;
  readonly abbreviation: string;
}

export function calendarOf({ nanos, zone }: Moment): Calendar {
  const seconds = Number(floorDiv(nanos, billion));
  const { offset, abbreviation } = zone.at(seconds);
  const date = new Date((seconds + offset) * 1000);
  const year = date.getUTCFullYear();
  const newYear = new Date(0).setUTCFullYear(year, 0, 1);
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nano: Number(mod(nanos, billion)),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - newYear) / 86_400_000) + 1,
    offset,
    abbreviation,
  };
}

const pad2 = (value: number): string => String(value).padStart(2, "0");
const hour12 = (hour: number): number => hour % 12 || 12;
export const wordIn = (list: string, at: number): string => list.split(" ")[at] ?? "";

/** What each part of a layout stands for. The longest part comes first. */
const parts: readonly (readonly [pattern: string, text: (at: Calendar, found: string) => string])[] = [
  ["January", ({ month }) => wordIn(monthNames, month - 1)],
  ["Jan(?![a-z])", ({ month }) => wordIn(monthNames, month - 1).slice(0, 3)],
  ["Monday", ({ weekday }) => wordIn(dayNames, weekday)],
  ["Mon(?![a-z])", ({ weekday }) => wordIn(dayNames, weekday).slice(0, 3)],
  ["MST", ({ abbreviation }) => abbreviation],
  ["01", ({ month }) => pad2(month)],
  ["02", ({ day }) => pad2(day)],
  ["03", ({ hour }) => pad2(hour12(hour))],
  ["04", ({ minute }) => pad2(minute)],
  ["05", ({ second }) => pad2(second)],
  ["06", ({ year }) => pad2(Math.abs(year) % 100)],
  ["002", ({ yearDay }) => String(yearDay).padStart(3, "0")],
  ["15", ({ hour }) => pad2(hour)],
  ["1", ({ month }) => String(month)],
  ["2006", ({ year }) => (year < 0 ? "-" : "") + String(Math.abs(year)).padStart(4, "0")],
  ["2", ({ day }) => String(day)],
  ["_2006", ({ year }) => `_${String(year).padStart(4, "0")}`],
  ["__2", ({ yearDay }) => String(yearDay).padStart(3, " ")],
  ["_2", ({ day }) => String(day).padStart(2, " ")],
  ["3", ({ hour }) => String(hour12(hour))],
  ["4", ({ minute }) => String(minute)],
  ["5", ({ second }) => String(second)],
  ["PM", ({ hour }) => (hour >= 12 ? "PM" : "AM")],
  ["pm", ({ hour }) => (hour >= 12 ? "pm" : "am")],
  ["[-Z]07(?::00:00|0000|:00|00|)", ({ offset }, found) => offsetText(offset, found)],
  ["[.,](?:0+|9+)(?![0-9])", ({ nano }, found) => fractionText(nano, found)],
];

const layoutParts = new RegExp(parts.map(([pattern]) => `(${pattern})`).join("|"), "g");

export function formatTime(moment: Moment, layout: string): string {
  const at = calendarOf(moment);
  return layout.replace(layoutParts, (found, ...groups) => {
    const which = groups.slice(0, parts.length).findIndex((group) => group !== undefined);
    return parts[which]?.[1](at, found) ?? found;
  });
}

function offsetText(offset: number, found: string): string {
  if (found.startsWith("Z") && offset === 0) return "Z";
  const colon = found.includes(":") ? ":" : "";
  const absolute = Math.abs(offset);
  const units = [Math.floor(absolute / 3600), Math.floor(absolute / 60) % 60, absolute % 60];
  const count = found.replaceAll(":", "").length === 7 ? 3 : found.length > 3 ? 2 : 1;
  return (offset < 0 ? "-" : "+") + units.slice(0, count).map(pad2).join(colon);
}

function fractionText(nano: number, found: string): string {
  const digits = String(nano)
    .padStart(9, "0")
    .slice(0, found.length - 1)
    .padEnd(found.length - 1, "0");
  if (found[1] === "0") return found.charAt(0) + digits;
  const trimmed = digits.replace(/0+$/, "");
  return trimmed ? found.charAt(0) + trimmed : "";
}

/** A time zone by its IANA name. @throws GoError where there is none */
export function zoneNamed(name: string): Zone {
  if (name === "" || name === "UTC" || name === "Local") return utc;
  const text = fromBytes(name);
  const clock = hasGoodCase(text) ? clockIn(text) : undefined;
  if (!clock) throw new GoError(`unknown time zone ${text}`);
  return {
    name,
    at: (seconds) => ({ offset: offsetAt(clock, seconds), abbreviation: abbreviationAt(text, clock, seconds) }),
  };
}

/** Go reads zones from files, whose names have capitals. */
const hasGoodCase = (name: string): boolean => !/^[a-z]|\/[a-z]/.test(name);

function clockIn(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const two = "2-digit";
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
  } catch {
    return undefined;
  }
}

function offsetAt(clock: Intl.DateTimeFormat, seconds: number): number {
  const at = Object.fromEntries(clock.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const local = Date.UTC(at.year ?? 0, (at.month ?? 1) - 1, at.day, at.hour, at.minute, at.second);
  return local / 1000 - seconds;
}

/** JavaScript knows an abbreviation only in the languages of the zone's countries. */
function abbreviationAt(timeZone: string, clock: Intl.DateTimeFormat, seconds: number): string {
  for (const language of ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA", "en-NZ"]) {
    const format = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: "short" });
    const name = format.formatToParts(seconds * 1000).find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{3,5}$/.test(name) && name !== "GMT") return name;
  }
  const offset = offsetAt(clock, seconds);
  if (offset === 0) return "GMT";
  const minutes = Math.floor(Math.abs(offset) / 60) % 60;
  return offsetText(offset, minutes === 0 ? "-07" : "-0700");
}
