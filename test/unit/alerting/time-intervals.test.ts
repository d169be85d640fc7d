import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { instantOf, isTimeZone, localTime } from "../../../lib/alerting/local-time.ts";
import { eq } from "../../../lib/alerting/matchers.ts";
import {
  containsTime,
  intervalProblems,
  intervalText,
  longestMute,
  mutedBy,
  mutedSpans,
} from "../../../lib/alerting/time-intervals.ts";
import { checks } from "../../../lib/checks/index.ts";
import { alertingOf } from "../../../lib/diff/snapshot.ts";
import { emitAlertmanager } from "../../../lib/emit/alertmanager.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import type { TimeInterval } from "../../../lib/model/alerting.ts";
import { dispatch, type EvaluatedAlert, timeline } from "../../../lib/testing/incident.ts";
import { timingText } from "../../../scripts/docs/timing.ts";
import { alertingExample } from "../checks/examples/model.ts";

const berlin = "Europe/Berlin";
const intervals: Record<string, TimeInterval[]> = {
  nights: [
    { times: [{ startTime: "22:00", endTime: "24:00" }], location: berlin },
    { times: [{ startTime: "00:00", endTime: "08:00" }], location: berlin },
  ],
  office: [{ times: [{ startTime: "09:00", endTime: "17:30" }], weekdays: ["monday:friday"], location: berlin }],
  past: [{ years: ["2020"] }],
};
const hour = 3600;

/** As a configuration of another project has it: any text. */
type Written = Readonly<Record<string, unknown>>;

const problemsOf = (interval: Written) =>
  intervalProblems(interval as TimeInterval).map(({ field, message }) => `${field}: ${message}`);

describe("an interval", () => {
  it.each<[Written, string]>([
    [{ times: [{ startTime: "8:00", endTime: "9:00" }] }, 'times: "8:00" is no time of day'],
    [{ times: [{ startTime: "08:00", endTime: "9:00" }] }, 'times: "9:00" is no time of day'],
    [{ times: [{ startTime: "08:60", endTime: "09:00" }] }, 'times: "08:60" is no time of day'],
    [{ times: [{ startTime: "24:00", endTime: "24:01" }] }, 'times: "24:01" is no time of day'],
    [
      { times: [{ startTime: "22:00", endTime: "06:00" }] },
      'times: "22:00" is not before "06:00": over midnight, write two ranges',
    ],
    [
      { times: [{ startTime: "06:00", endTime: "06:00" }] },
      'times: "06:00" is not before "06:00": over midnight, write two ranges',
    ],
    [{ weekdays: ["mon"] }, 'weekdays: "mon" is no weekday'],
    [{ weekdays: ["monday:tuesday:friday"] }, 'weekdays: "monday:tuesday:friday" is no weekday'],
    [{ weekdays: ["friday:monday"] }, 'weekdays: "friday:monday" ends before it begins: the week begins on Sunday'],
    [{ daysOfMonth: ["x"] }, 'daysOfMonth: "x" is no day of a month'],
    [{ daysOfMonth: ["0"] }, 'daysOfMonth: "0" is no day of a month'],
    [{ daysOfMonth: ["32"] }, 'daysOfMonth: "32" is no day of a month'],
    [{ daysOfMonth: ["-32:-1"] }, 'daysOfMonth: "-32:-1" is no day of a month'],
    [{ daysOfMonth: ["1:32"] }, 'daysOfMonth: "1:32" is no day of a month'],
    [{ daysOfMonth: ["-1:1"] }, 'daysOfMonth: "-1:1" begins at the end of the month: then its end is negative too'],
    [{ daysOfMonth: ["5:4"] }, 'daysOfMonth: "5:4" ends before it begins'],
    [{ daysOfMonth: ["-1:-2"] }, 'daysOfMonth: "-1:-2" ends before it begins'],
    [{ daysOfMonth: ["28:-1"] }, 'daysOfMonth: "28:-1" ends before it begins'],
    [{ months: ["mai"] }, 'months: "mai" is no month'],
    [{ months: ["may:march"] }, 'months: "may:march" ends before it begins'],
    [{ years: ["next"] }, 'years: "next" is no year'],
    [{ years: ["20.5"] }, 'years: "20.5" is no year'],
    [{ years: ["2027:2026"] }, 'years: "2027:2026" ends before it begins'],
    [{ location: "Local" }, 'location: the zone "Local" depends on the machine'],
    [{ location: "Europe/Berln" }, 'location: no time zone "Europe/Berln"'],
  ])("%j is refused", (interval, problem) => {
    expect(problemsOf(interval)).toEqual([problem]);
  });

  it.each<Written>([
    { times: [{ startTime: "00:00", endTime: "24:00" }] },
    { times: [{ startTime: "19:59", endTime: "20:00" }] },
    { weekdays: ["Sunday:SATURDAY", "monday"] },
    { daysOfMonth: ["1:31", "-31:-1", "27:-1", "15:-5", "31", "-1"] },
    { months: ["january:december", "1:12", "May", "6"] },
    { years: ["2026", "2026:2026", "2020:2030"] },
    { location: "UTC" },
    {},
  ])("%j is accepted", (interval: Written) => {
    expect(problemsOf(interval)).toEqual([]);
  });

  it.each<[Written, string]>([
    [{}, "all day UTC"],
    [{ times: [{ startTime: "00:05", endTime: "09:30" }] }, "00:05-09:30 UTC"],
    [
      {
        times: [
          { startTime: "08:00", endTime: "09:00" },
          { startTime: "22:00", endTime: "24:00" },
        ],
        location: berlin,
      },
      "08:00-09:00, 22:00-24:00 Europe/Berlin",
    ],
    [{ weekdays: ["monday:wednesday", "Saturday"] }, "monday to wednesday, saturday, all day UTC"],
    [{ weekdays: ["sunday", "tuesday", "thursday", "friday"] }, "sunday, tuesday, thursday, friday, all day UTC"],
    [{ daysOfMonth: ["1:7", "-1"] }, "day 1 to 7, -1 of the month, all day UTC"],
    [{ months: ["1:3", "december", "13"] }, "january to march, december, 13, all day UTC"],
    [
      { months: ["april", "may", "june", "july", "august", "september", "october", "november", "february"] },
      "april, may, june, july, august, september, october, november, february, all day UTC",
    ],
    [{ years: ["2026:2028"] }, "2026 to 2028, all day UTC"],
    [
      { weekdays: ["friday"], daysOfMonth: ["13"], months: ["june"], years: ["2026"], location: berlin },
      "friday, day 13 of the month, june, 2026, all day Europe/Berlin",
    ],
    // What Alertmanager refuses is left out.
    [{ weekdays: ["mon"], location: "nowhere" }, "all day UTC"],
  ])("%j reads %s", (interval, text) => {
    expect(intervalText(interval as TimeInterval)).toBe(text);
  });

  it.each<[Written, string, boolean]>([
    [{}, "2026-06-01T00:00Z", true],
    [{ times: [{ startTime: "08:00", endTime: "09:00" }] }, "2026-06-01T07:59Z", false],
    [{ times: [{ startTime: "08:00", endTime: "09:00" }] }, "2026-06-01T08:00Z", true],
    [{ times: [{ startTime: "08:00", endTime: "09:00" }] }, "2026-06-01T08:59Z", true],
    [{ times: [{ startTime: "08:00", endTime: "09:00" }] }, "2026-06-01T09:00Z", false],
    [{ times: [{ startTime: "10:00", endTime: "11:00" }], location: berlin }, "2026-06-01T08:30Z", true],
    [{ times: [{ startTime: "09:00", endTime: "10:00" }], location: berlin }, "2026-01-01T08:30Z", true],
    [{ weekdays: ["monday:friday"] }, "2026-06-05T12:00Z", true],
    [{ weekdays: ["monday:friday"] }, "2026-06-06T12:00Z", false],
    [{ weekdays: ["sunday"] }, "2026-06-07T00:00Z", true],
    [{ weekdays: ["saturday"], location: "Pacific/Auckland" }, "2026-06-05T13:00Z", true],
    [{ daysOfMonth: ["1"] }, "2026-06-01T12:00Z", true],
    [{ daysOfMonth: ["2:30"] }, "2026-06-01T12:00Z", false],
    [{ daysOfMonth: ["-1"] }, "2026-06-30T12:00Z", true],
    [{ daysOfMonth: ["-1"] }, "2026-06-29T12:00Z", false],
    [{ daysOfMonth: ["-2:-1"] }, "2028-02-28T12:00Z", true],
    [{ daysOfMonth: ["-3:-2"] }, "2028-02-29T12:00Z", false],
    [{ daysOfMonth: ["29:31"] }, "2026-02-28T12:00Z", false],
    [{ daysOfMonth: ["30:31"] }, "2026-06-30T12:00Z", true],
    [{ months: ["june"] }, "2026-06-30T23:59Z", true],
    [{ months: ["june"] }, "2026-07-01T00:00Z", false],
    [{ months: ["12"] }, "2026-12-31T12:00Z", true],
    [{ years: ["2026"] }, "2027-01-01T00:00Z", false],
    [{ years: ["2025:2027"] }, "2027-12-31T23:59Z", true],
    [{ weekdays: ["monday"], months: ["june"] }, "2026-06-02T12:00Z", false],
  ])("%j and the moment %s: %j", (interval, moment, isIn) => {
    expect(containsTime(interval as TimeInterval, Date.parse(moment))).toBe(isIn);
  });
});

describe("the clocks of a zone", () => {
  it("show the year, month, day, weekday and minute", () => {
    const at = (text: string, zone: string) => localTime(Date.parse(text), zone);
    expect(at("2026-03-29T00:59Z", berlin)).toEqual({ year: 2026, month: 3, day: 29, weekday: 0, minute: 119 });
    expect(at("2026-03-29T01:00Z", berlin)).toEqual({ year: 2026, month: 3, day: 29, weekday: 0, minute: 180 });
    expect(at("2026-10-25T01:00Z", berlin)).toEqual({ year: 2026, month: 10, day: 25, weekday: 0, minute: 120 });
    expect(at("2026-12-31T23:30Z", "Asia/Kolkata")).toEqual({ year: 2027, month: 1, day: 1, weekday: 5, minute: 300 });
    expect(at("2026-01-01T00:00Z", "Etc/GMT+5")).toEqual({ year: 2025, month: 12, day: 31, weekday: 3, minute: 1140 });
    expect(at("1969-12-31T23:59:59.500Z", "UTC")).toEqual({ year: 1969, month: 12, day: 31, weekday: 3, minute: 1439 });
  });

  it("give the moment of a day and minute back", () => {
    for (const zone of ["UTC", berlin, "Asia/Kolkata", "America/New_York", "Pacific/Auckland"])
      for (const [year, month, day, minute] of [
        [2026, 1, 1, 0],
        [2026, 7, 31, 1439],
        [2028, 2, 29, 720],
        [2026, 12, 400, 60],
      ] as const) {
        const {
          year: inYear,
          month: inMonth,
          day: inDay,
          minute: inMinute,
        } = localTime(instantOf(year, month, day, minute, zone), zone);
        const expected = new Date(Date.UTC(year, month - 1, day, 0, minute));
        expect([inYear, inMonth, inDay, inMinute]).toEqual([
          expected.getUTCFullYear(),
          expected.getUTCMonth() + 1,
          expected.getUTCDate(),
          minute,
        ]);
      }
  });
});

describe("muted times", () => {
  it("are an hour shorter in the night when clocks go forward, and longer when they go back", () => {
    const spans = mutedSpans({ muteTimeIntervals: ["nights"] }, intervals);
    const lengthOn = (date: string) =>
      spans.filter(({ to }) => new Date(to).toISOString().startsWith(date)).map(({ from, to }) => (to - from) / 1000);
    expect(["2026-03-28", "2026-03-29", "2026-10-25"].map(lengthOn)).toEqual([[10 * hour], [9 * hour], [11 * hour]]);
    expect(longestMute({ muteTimeIntervals: ["nights"] }, intervals)).toBe(11 * hour);
  });

  it("last over the weekend outside of office hours", () => {
    expect(longestMute({ activeTimeIntervals: ["office"] }, intervals)).toBe((2 * 24 + 15.5) * hour + hour);
    expect(longestMute({}, intervals)).toBe(0);
    expect(longestMute({ activeTimeIntervals: ["past"] }, { past: [{ years: ["2020"], months: ["13"] }] })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it("are described by the time at which they end", () => {
    expect(timingText({ muteTimeIntervals: ["nights"] }, intervals)).toBe(
      "not during nights, not before 08:00 (Europe/Berlin)",
    );
    expect(timingText({ activeTimeIntervals: ["office"], muteTimeIntervals: ["nights"] }, intervals)).toBe(
      "only during office, not during nights, not before 09:00 (Europe/Berlin)",
    );
    expect(timingText({}, intervals)).toBe("");
    expect(intervals.office?.map(intervalText)).toEqual(["monday to friday, 09:00-17:30 Europe/Berlin"]);
  });

  it("begin in the first year that an interval names", () => {
    const spans = mutedSpans(
      { muteTimeIntervals: ["holidays"] },
      { holidays: [{ years: ["2031", "2029"], months: ["may"] }] },
    );
    expect(spans.map(({ from, to, by }) => [new Date(from).toISOString(), new Date(to).toISOString(), by])).toEqual([
      ["2029-05-01T00:00:00.000Z", "2029-06-01T00:00:00.000Z", ["holidays"]],
    ]);
    expect(mutedSpans({ muteTimeIntervals: ["unknown"] }, {})).toEqual([]);
  });

  it("are those of active intervals that do not contain the time, else of mute intervals that do", () => {
    const at = Date.parse("2026-06-06T12:00Z");
    const both = { activeTimeIntervals: ["office"], muteTimeIntervals: ["nights"] };
    expect(mutedBy(both, intervals, at)).toEqual(["office"]);
    expect(mutedBy({ muteTimeIntervals: ["nights"] }, intervals, at)).toEqual([]);
    expect(mutedBy({}, intervals, at)).toEqual([]);
    const monday = Date.parse("2026-06-08T12:00Z");
    expect(mutedBy({ activeTimeIntervals: ["past", "office"] }, intervals, monday)).toEqual([]);
    expect(mutedBy({ activeTimeIntervals: ["past", "unknown"] }, intervals, monday)).toEqual(["past", "unknown"]);
    expect(mutedBy({ muteTimeIntervals: ["nights"] }, intervals, Date.parse("2026-06-06T05:59Z"))).toEqual(["nights"]);
  });
});

it("knows time zones by the names that Go knows", () => {
  const known = ["UTC", "Europe/Berlin", "Asia/Kolkata", "Asia/Calcutta", "America/Port-au-Prince", "Etc/GMT+5"];
  expect(known.filter((name) => !isTimeZone(name))).toEqual([]);
  const unknown = ["Europe/Berln", "europe/berlin", "EUROPE/BERLIN", "+01:00", "CEST", "", "../UTC"];
  expect(unknown.filter(isTimeZone)).toEqual([]);
});

const model = alertingExample({
  alerting: { timeIntervals: intervals },
  routes: [
    { matchers: [eq("severity", "info")], activeTimeIntervals: ["office"], groupWait: "10s", groupInterval: "5m" },
    { matchers: [eq("severity", "warning")], muteTimeIntervals: ["nights"], groupWait: "10s", groupInterval: "5m" },
  ],
});

it("is emitted as Alertmanager reads it, and read back", () => {
  const [file] = emitAlertmanager(model, composeTarget(model));
  const config = parse(file && "text" in file ? String(file.text) : "") ?? file?.document;
  expect(config.time_intervals[1]).toEqual({
    name: "office",
    time_intervals: [
      { times: [{ start_time: "09:00", end_time: "17:30" }], weekdays: ["monday:friday"], location: berlin },
    ],
  });
  expect(config.route.routes[1].mute_time_intervals).toEqual(["nights"]);
  expect(alertingOf(config).timeIntervals).toEqual(intervals);
});

const alert = (severity: string): EvaluatedAlert => ({
  labels: { alertname: "Slow", severity },
  annotations: {},
  state: "firing",
});

/** An evaluation a minute: the alert fires in the minutes from one to the other. */
const firing = (severity: string, [from, to]: readonly [number, number], minutes: number) =>
  Array.from({ length: minutes }, (_, i) => ({ at: i * 60, alerts: i >= from && i < to ? [alert(severity)] : [] }));

const events = (severity: string, span: readonly [number, number], minutes: number, start: string) =>
  timeline(model.alerting?.definition ?? fail(), firing(severity, span, minutes), Date.parse(start)).flatMap((event) =>
    event.kind === "firing" || event.kind === "resolved" ? [] : [`${event.at} ${event.kind}`],
  );

const fail = (): never => {
  throw new Error("no alerting");
};

describe("an incident in a muted time", () => {
  it("is notified at the first flush after the interval", () => {
    const flushes = dispatch(
      model.alerting?.definition ?? fail(),
      firing("warning", [0, 40], 40),
      Date.parse("2026-06-08T05:49:00Z"),
    );
    const sent = flushes.filter((flush) => flush.firing.length > 0).map(({ at }) => at);
    // Muted until 06:00 UTC, 660 seconds after the start; the group is flushed every five minutes from 10 seconds on.
    expect(sent).toEqual([910]);
  });

  it("that ends within it is never notified", () => {
    expect(events("warning", [0, 10], 40, "2026-06-08T05:30:00Z")).toEqual(["10 muted", "610 ended muted"]);
  });

  it("that was notified before it is not reported as over", () => {
    expect(events("info", [0, 20], 40, "2026-06-05T15:25:00Z")).toEqual([
      "10 notified",
      "310 muted",
      "1210 ended muted",
    ]);
  });

  it("is told with and without daylight saving time", () => {
    const inSummer = events("warning", [0, 3], 3, "2026-07-01T06:10:00Z");
    expect(inSummer).toEqual(["10 notified"]);
    expect(events("warning", [0, 3], 3, "2026-01-01T06:10:00Z")).toEqual(["10 muted"]);
  });
});

it("makes an alert late for its response time", () => {
  const check = checks.find(({ name }) => name === "alert-channels");
  const late = alertingExample({
    alerting: { timeIntervals: intervals },
    routes: [{ matchers: [eq("severity", "critical")], muteTimeIntervals: ["nights"] }],
  });
  expect(Array.from(check?.find(late) ?? [])).toHaveLength(1);
});
