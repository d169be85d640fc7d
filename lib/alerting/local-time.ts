/** A moment as the clocks and calendars of a time zone show it. */
export interface LocalTime {
  readonly year: number;
  /** 1 is January. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since midnight by the clock. */
  readonly minute: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Time zones change their offset at full quarters of an hour of UTC. */
const quarter = 15 * minute;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** The moment in a time zone. @throws RangeError for a zone that does not exist */
export function localTime(milliseconds: number, zone: string): LocalTime {
  const local = new Date(milliseconds + offsetAt(milliseconds, zone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    weekday: local.getUTCDay(),
    minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
  };
}

/**
 * The moment at which the clocks of a zone show a time. A time that the clocks leave out when they go forward becomes
 * the moment an hour later; of a time that they show twice, it is the first or the second.
 */
export function instantOf(year: number, month: number, dayOfMonth: number, minutes: number, zone: string): number {
  const wanted = Date.UTC(year, month - 1, dayOfMonth) + minutes * minute;
  const near = wanted - offsetAt(wanted, zone);
  return wanted - offsetAt(near, zone);
}

/** Milliseconds that the clocks of a zone are ahead of UTC. */
function offsetAt(milliseconds: number, zone: string): number {
  if (zone === "UTC") return 0;
  const bucket = Math.floor(milliseconds / quarter);
  const ofZone = offsets.get(zone) ?? new Map<number, number>();
  if (!offsets.has(zone)) offsets.set(zone, ofZone);
  const known = ofZone.get(bucket);
  if (known !== undefined) return known;
  const start = bucket * quarter;
  const offset = shownBy(formatOf(zone), start) - start;
  ofZone.set(bucket, offset);
  return offset;
}

function shownBy(format: Intl.DateTimeFormat, milliseconds: number): number {
  const parts = new Map(format.formatToParts(milliseconds).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = "numeric";
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(zone, format);
  return format;
}

/** Every segment of a zone's name begins with a capital; file systems, which Go looks it up in, distinguish the case. */
const zoneName = /^[A-Z][\w+-]*(?:\/[A-Z0-9][\w+-]*)*$/;

/** Whether Go finds the time zone: an IANA name in its own spelling, no offset such as `+01:00`. */
export function isTimeZone(name: string): boolean {
  if (!zoneName.test(name)) return false;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** Whether the clocks of a zone are ever changed in a year. */
export function changesClocks(zone: string, year: number): boolean {
  const first = offsetAt(Date.UTC(year, 0, 1), zone);
  return Array.from({ length: 53 }, (_, week) => Date.UTC(year, 0, 1) + week * 7 * day).some(
    (moment) => offsetAt(moment, zone) !== first,
  );
}
