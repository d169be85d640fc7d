import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isTimeZone } from "../../../lib/alerting/local-time.ts";
import { eq } from "../../../lib/alerting/matchers.ts";
import { longestMute, mutedSpans } from "../../../lib/alerting/muted-times.ts";
import { intervalText, mutedBy } from "../../../lib/alerting/time-intervals.ts";
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

  it("are those of active intervals that do not contain the time, else of mute intervals that do", () => {
    const at = Date.parse("2026-06-06T12:00Z");
    const both = { activeTimeIntervals: ["office"], muteTimeIntervals: ["nights"] };
    expect(mutedBy(both, intervals, at)).toEqual(["office"]);
    expect(mutedBy({ muteTimeIntervals: ["nights"] }, intervals, at)).toEqual([]);
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
