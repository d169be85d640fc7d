import {
  billion,
  type Calendar,
  calendarOf,
  dayNames,
  floorDiv,
  formatTime,
  type Moment,
  mod,
  monthNames,
  utc,
  wordIn,
  type Zone,
} from "./calendar.ts";
import { toBytes } from "./text.ts";
import {
  goBool,
  goInt,
  goString,
  type MaybeValue,
  type Method,
  method,
  named,
  pointerTo,
  stringOf,
  structOf,
  type Type,
  types,
  type Value,
} from "./types.ts";

/** Go's zero time: the first of January of the year 1. */
const zeroNanos = -62_135_596_800n * billion;

const { string, bool, int, int64, float64, any } = types;

const unusable = (count: number): Method => ({
  in: [],
  out: any,
  unusable: `it returns ${count} values`,
  call: () => undefined,
});

const nanosOf = (value: MaybeValue): bigint => (value?.v as bigint | undefined) ?? 0n;
const duration = (v: bigint): Value => ({ type: durationType, v: BigInt.asIntN(64, v) });
const inUnits = (unit: bigint) =>
  method(float64, (self) => ({
    type: float64,
    v: Number(nanosOf(self) / unit) + Number(nanosOf(self) % unit) / Number(unit),
  }));
const wholeUnits = (unit: bigint) => method(int64, (self) => ({ type: int64, v: nanosOf(self) / unit }));

export const durationType: Type = named("time.Duration", int64, () => durationMethods);

const durationMethods: Readonly<Record<string, Method>> = {
  String: method(string, (self) => goString(durationText(nanosOf(self)))),
  Hours: inUnits(3600n * billion),
  Minutes: inUnits(60n * billion),
  Seconds: inUnits(billion),
  Milliseconds: wholeUnits(1_000_000n),
  Microseconds: wholeUnits(1000n),
  Nanoseconds: wholeUnits(1n),
  Abs: method(durationType, (self) => duration(nanosOf(self) < 0n ? -nanosOf(self) : nanosOf(self))),
  Truncate: method(
    durationType,
    (self, to) => duration(nanosOf(to) > 0n ? nanosOf(self) - (nanosOf(self) % nanosOf(to)) : nanosOf(self)),
    durationType,
  ),
  Round: method(durationType, (self, to) => duration(rounded(nanosOf(self), nanosOf(to))), durationType),
};

function rounded(value: bigint, to: bigint): bigint {
  if (to <= 0n) return value;
  const absolute = value < 0n ? -value : value;
  const rest = absolute % to;
  const result = rest * 2n < to ? absolute - rest : absolute - rest + to;
  return value < 0n ? -result : result;
}

/** `1h2m3.5s`. */
function durationText(nanos: bigint): string {
  if (nanos === 0n) return "0s";
  const absolute = nanos < 0n ? -nanos : nanos;
  const sign = nanos < 0n ? "-" : "";
  const decimal = (value: bigint, unit: bigint) => {
    const fraction = (value % unit)
      .toString()
      .padStart(unit.toString().length - 1, "0")
      .replace(/0+$/, "");
    return `${value / unit}${fraction && unit > 1n ? `.${fraction}` : ""}`;
  };
  if (absolute < 1000n) return `${sign}${absolute}ns`;
  if (absolute < 1_000_000n) return toBytes(`${sign}${decimal(absolute, 1000n)}µs`);
  if (absolute < billion) return `${sign}${decimal(absolute, 1_000_000n)}ms`;
  const minutes = absolute / (60n * billion);
  const seconds = decimal(absolute % (60n * billion), billion);
  const hours = minutes / 60n;
  return `${sign}${hours > 0n ? `${hours}h` : ""}${minutes > 0n ? `${minutes % 60n}m` : ""}${seconds}s`;
}

const names = (list: string, type: string): Type => {
  const words = list.split(" ");
  const first = type === "time.Month" ? 1 : 0;
  const nameOf = (self: Value) => words[Number(self.v) - first] ?? `%!${type.slice(5)}(${self.v})`;
  return named(type, int, () => ({ String: method(string, (self) => goString(nameOf(self))) }));
};

const monthType = names(monthNames, "time.Month");
const weekdayType = names(dayNames, "time.Weekday");
const locationType = pointerTo(
  structOf("time.Location", undefined, () => ({ String: method(string, (self) => goString((self.v as Zone).name)) })),
);

const momentOf = (value: MaybeValue): Moment => {
  const inner = value?.type.kind === "pointer" ? (value.v as Value) : value;
  return (inner?.v as Moment | undefined) ?? { nanos: zeroNanos, zone: utc };
};

const calendar = (field: (parts: Calendar) => number, type = int) =>
  method(type, (self) => ({ type, v: BigInt(field(calendarOf(momentOf(self)))) }));
const unix = (unit: bigint) => method(int64, (self) => ({ type: int64, v: floorDiv(momentOf(self).nanos, unit) }));
const compare = (decide: (a: bigint, b: bigint) => boolean) =>
  method(bool, (self, other) => goBool(decide(momentOf(self).nanos, momentOf(other).nanos)), timeType);

export const timeType: Type = {
  kind: "struct",
  name: "time.Time",
  underlying: "time.Time",
  methods: () => timeMethods,
};

/** The fields that `fmt` prints where it does not print the time itself: nanoseconds, seconds since the year 1, zone. */
export function timeFields(value: Value): Value[] {
  const { nanos, zone } = momentOf(value);
  const isUtc = zone.name === "UTC";
  return [
    { type: types.uint64, v: mod(nanos, billion) },
    { type: int64, v: floorDiv(nanos - zeroNanos, billion) },
    { type: locationType, v: isUtc ? null : ({ type: locationType.elem as Type, v: zone } satisfies Value) },
  ];
}

/** The time as Go source, as `%#v` prints it. */
export function timeSource(value: Value): string {
  const { year, month, day, hour, minute, second, nano } = calendarOf(momentOf(value));
  const monthName = `time.${wordIn(monthNames, month - 1)}`;
  return `time.Date(${[year, monthName, day, hour, minute, second, nano, "time.UTC"].join(", ")})`;
}

/** @param nanos since 1970 */
export const goTime = (nanos: bigint, zone: Zone = utc): Value => ({
  type: timeType,
  v: { nanos, zone } satisfies Moment,
});

const timeMethods: Readonly<Record<string, Method>> = {
  String: method(string, (self) => goString(formatTime(momentOf(self), "2006-01-02 15:04:05.999999999 -0700 MST"))),
  Format: method(string, (self, layout) => goString(formatTime(momentOf(self), stringOf(layout))), string),
  Unix: unix(billion),
  UnixMilli: unix(1_000_000n),
  UnixMicro: unix(1000n),
  UnixNano: unix(1n),
  Year: calendar(({ year }) => year),
  Month: calendar(({ month }) => month, monthType),
  Day: calendar(({ day }) => day),
  Hour: calendar(({ hour }) => hour),
  Minute: calendar(({ minute }) => minute),
  Second: calendar(({ second }) => second),
  Nanosecond: calendar(({ nano }) => nano),
  Weekday: calendar(({ weekday }) => weekday, weekdayType),
  YearDay: calendar(({ yearDay }) => yearDay),
  Add: method(timeType, (self, by) => goTime(momentOf(self).nanos + nanosOf(by), momentOf(self).zone), durationType),
  Sub: method(durationType, (self, other) => duration(momentOf(self).nanos - momentOf(other).nanos), timeType),
  AddDate: method(timeType, addDate, int, int, int),
  Truncate: method(timeType, (self, to) => truncate(momentOf(self), nanosOf(to)), durationType),
  Round: method(
    timeType,
    (self, to) => truncate({ ...momentOf(self), nanos: momentOf(self).nanos + nanosOf(to) / 2n }, nanosOf(to)),
    durationType,
  ),
  After: compare((a, b) => a > b),
  Before: compare((a, b) => a < b),
  Equal: compare((a, b) => a === b),
  Compare: method(
    int,
    (self, other) =>
      goInt(
        Number(momentOf(self).nanos > momentOf(other).nanos) - Number(momentOf(self).nanos < momentOf(other).nanos),
      ),
    timeType,
  ),
  IsZero: method(bool, (self) => goBool(momentOf(self).nanos === zeroNanos)),
  IsDST: method(bool, (self) => goBool(isDst(momentOf(self)))),
  UTC: method(timeType, (self) => goTime(momentOf(self).nanos)),
  Local: method(timeType, (self) => goTime(momentOf(self).nanos)),
  In: method(timeType, (self, zone) => goTime(momentOf(self).nanos, zone?.v as Zone), locationType),
  Location: method(locationType, (self) => ({
    type: locationType,
    v: { type: locationType.elem as Type, v: momentOf(self).zone } satisfies Value,
  })),
  Date: unusable(3),
  Clock: unusable(3),
  ISOWeek: unusable(2),
  Zone: unusable(2),
  ZoneBounds: unusable(2),
};

const isDst = ({ nanos, zone }: Moment): boolean => {
  const seconds = Number(floorDiv(nanos, billion));
  const year = new Date(seconds * 1000).getUTCFullYear();
  const offsets = [0, 6].map((month) => zone.at(Date.UTC(year, month, 1) / 1000).offset);
  return zone.at(seconds).offset > Math.min(...offsets);
};

function truncate({ nanos, zone }: Moment, to: bigint): Value {
  return goTime(to <= 0n ? nanos : nanos - mod(nanos - zeroNanos, to), zone);
}

function addDate(self: Value, years: MaybeValue, months: MaybeValue, days: MaybeValue): Value {
  const moment = momentOf(self);
  const at = calendarOf(moment);
  const date = Date.UTC(
    at.year + Number(years?.v),
    at.month - 1 + Number(months?.v),
    at.day + Number(days?.v),
    at.hour,
    at.minute,
    at.second,
  );
  const local = BigInt(date / 1000);
  return goTime((local - BigInt(at.offset)) * billion + BigInt(at.nano), moment.zone);
}

/** A time as JSON has it. @returns nanoseconds since 1970; undefined if it is none */
export function parseRfc3339(text: string): bigint | undefined {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const millis = found ? Date.parse(`${found[1]}${found[3]}`) : Number.NaN;
  return Number.isNaN(millis) ? undefined : BigInt(millis) * 1_000_000n + BigInt((found?.[2] ?? "").padEnd(9, "0"));
}
