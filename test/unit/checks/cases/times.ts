import { eq } from "../../../../lib/alerting/matchers.ts";
import type { Alerting, TimeInterval } from "../../../../lib/model/alerting.ts";
import type { Model } from "../../../../lib/model/model.ts";
import { alertingExample, exampleModel } from "../examples/model.ts";
import { critical, mailAndSlack, nights, page } from "./alerting.ts";
import { type Tables, table } from "./table.ts";

/** A route that is muted by intervals. */
const muted = (intervals: Alerting["timeIntervals"], name = "nights", route: object = {}): Model =>
  alertingExample({
    alerting: { timeIntervals: intervals ?? {} },
    routes: [{ matchers: [eq("severity", "info")], muteTimeIntervals: [name as never], ...route }],
  });

const during = (...parts: readonly TimeInterval[]) => muted({ nights: parts });

export const timeCases: Tables = {
  "route-time-interval": {
    refused: {
      "an interval that does not exist": () => muted({}, "weekend"),
      "a time when a route is active": () => muted({ nights: [nights] }, "nights", { activeTimeIntervals: ["nigths"] }),
      "times of the root that mute": () => alertingExample({ root: { muteTimeIntervals: [] } as object }),
      "times of the root": () => alertingExample({ root: { activeTimeIntervals: [] } as object }),
    },
    accepted: { "no alerting": () => exampleModel({}) },
  },
  "time-interval-unused": {
    accepted: {
      "a time when a route is active": () =>
        alertingExample({
          alerting: { timeIntervals: { nights: [nights] } },
          routes: [{ matchers: [critical], activeTimeIntervals: ["nights" as never] }],
        }),
    },
  },
  "time-interval-value": table((interval: object) => during(interval as TimeInterval), {
    refused: {
      "a time of day": { times: [{ startTime: "22:60", endTime: "24:00" }] },
      "a weekday": { weekdays: ["moonday"] },
      "a day": { daysOfMonth: ["32"] },
      "a month": { months: ["smarch"] },
      "a year": { years: ["2027:2026"] },
      "a place": { location: "Berlin" },
      "fields of one interval": { weekdays: ["x"], months: ["y"] },
    },
  }),
  "time-interval-empty": {
    refused: {
      "the second of two parts": () => during(nights, { daysOfMonth: ["31"], months: ["april"] }),
      "a day of one year": () => during({ daysOfMonth: ["29"], months: ["2"], years: ["2025:2027"] }),
    },
    accepted: {
      "a day of a leap year": () => during({ daysOfMonth: ["29"], months: ["2"], years: ["2028"] }),
      "a leap year long after the first": () => during({ daysOfMonth: ["29"], months: ["2"], years: ["2025", "2096"] }),
      "the second of two years": () => during({ daysOfMonth: ["29"], months: ["2"], years: ["2026", "2028"] }),
      "the last day of December": () => during({ daysOfMonth: ["31"], months: ["12"], years: ["2026"] }),
      "what is no interval, which another check reports": () => during({ months: ["smarch"] as never }),
    },
  },
  "time-interval-month-end": table((interval: TimeInterval) => during(interval), {
    refused: {
      "the 31st": { daysOfMonth: ["1", "25:31"], location: "Europe/Berlin" },
      "the last week": { daysOfMonth: ["-7:-1"], location: "Europe/Berlin" },
    },
    accepted: {
      "another day": { daysOfMonth: ["1:30"], location: "Europe/Berlin" },
      "no days": { weekdays: ["monday"], location: "Europe/Berlin" },
      "no place, which is UTC": { daysOfMonth: ["-1"] },
    },
  }),
  "route-muted-end": {
    refused: {
      "two services": () =>
        alertingExample({
          alerting: {
            timeIntervals: { nights: [nights] },
            receivers: { "platform-critical": { ...page, opsgenieConfigs: [{ apiKeyFile: "key" }], ...mailAndSlack } },
          },
          routes: [{ matchers: [critical], activeTimeIntervals: ["nights" as never] }],
        }),
    },
    accepted: {
      "a route that is never muted": () => alertingExample({ alerting: { receivers: { "platform-critical": page } } }),
      "an interval that does not exist": () =>
        alertingExample({
          alerting: { receivers: { "platform-critical": page } },
          routes: [{ matchers: [critical], muteTimeIntervals: ["nights" as never] }],
        }),
      "a receiver that does not exist": () => muted({ nights: [nights] }, "nights", { receiver: "nobody" }),
    },
  },
};
