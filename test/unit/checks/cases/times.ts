import { eq } from "../../../../lib/alerting/matchers.ts";
import type { Alerting, TimeInterval } from "../../../../lib/model/alerting.ts";
import type { Duration, Model } from "../../../../lib/model/model.ts";
import { alertingExample, exampleModel } from "../examples/model.ts";
import { alertOn, recording } from "../examples/shop.ts";
import { critical, mailAndSlack, nights, page } from "./alerting.ts";
import { jsonBoard, panel } from "./boards.ts";
import { configured, modules, probing, serving } from "./definitions.ts";
import { type Tables, table } from "./table.ts";

/** The rules of a group that is evaluated so. */
const evaluated = (model: Model, definition: object): Model => ({
  ...model,
  rules: model.rules.map((group) => ({ ...group, definition: { ...group.definition, ...definition } })),
});

const tooLong: Duration = "293y";

const kept = (metrics: Duration, model: Model): Model => ({ ...model, retention: { metrics, logs: "7d" } });

/** A series that is recorded every so often, beside a query of it. */
const rare = (interval: Duration, expr: string): Model => {
  const model = evaluated(recording({ "shop:queue:sum": "sum(shop_queue_length)" }), { interval });
  return { ...model, rules: [...model.rules, ...alertOn(expr).rules] };
};

/** A receiver that waits so long for an answer. */
const hook = (timeout: Duration): Model =>
  alertingExample({ alerting: { receivers: { hook: { webhookConfigs: [{ urlFile: "hook", timeout }] } } } });

export const durationCases: Tables = {
  "duration-range": {
    refused: {
      "a group": () => evaluated(exampleModel({}), { interval: "0s", queryOffset: tooLong }),
      "an alert that keeps firing": () => exampleModel({ alert: { for: tooLong, keepFiringFor: tooLong } }),
      "the configuration of Prometheus": () =>
        configured({ prometheus: { scrapeInterval: "0s", scrapeTimeout: "0s", evaluationInterval: "0s" } }),
      "how long data is kept": () => ({ ...exampleModel({}), retention: { metrics: "0s", logs: "0s" } }),
      probes: () =>
        probing({ interval: "0s", modules: { ...modules, tcp: { timeout: "0s" }, icmp: { timeout: tooLong } } }),
      "when an alert without an end is over": () =>
        alertingExample({ alerting: { global: { resolveTimeout: tooLong } } }),
      "a receiver": () => hook(tooLong),
      "a service": () => serving({ shop: { scrape: { interval: "0s", timeout: "0s" } } }),
      "a route": () => alertingExample({ root: { groupWait: tooLong, groupInterval: "0s", repeatInterval: "0s" } }),
    },
    accepted: {
      "as long as servers read": () => exampleModel({ alert: { for: "291y", keepFiringFor: "291y" } }),
      "what may be zero": () =>
        evaluated(exampleModel({ alert: { for: "0s", keepFiringFor: "0s" } }), { queryOffset: "0s" }),
      "a route that does not wait": () =>
        alertingExample({ root: { groupWait: "0s" }, alerting: { global: { resolveTimeout: "0s" } } }),
      "a receiver without a timeout": () => hook("0s"),
      "a service that is not scraped": () => serving({ shop: {} }),
    },
  },
  "query-retention": {
    refused: {
      "a subquery": () => kept("2d", alertOn("max_over_time(shop_queue_length[1h:1m] offset 2d) > 5")),
      "a range within a subquery": () =>
        kept("1d", alertOn("max_over_time(rate(shop_requests_total[12h])[13h:1m]) > 5")),
      "the longer of two": () => kept("1d", alertOn("up offset 1h + up offset 2d + up offset 90m > 5")),
      "an offset of a part": () => kept("1d", alertOn("sum(shop_queue_length offset 36h) > 5")),
      "a panel": () => kept("1d", jsonBoard({ panels: [panel({ targets: [{ refId: "A", expr: "up offset 2d" }] })] })),
    },
    accepted: {
      "as long as data is kept": () => kept("2d", alertOn("up offset 2d > 5")),
      "an offset into the future": () => kept("1d", alertOn("max_over_time(shop_queue_length[1d] offset -5d) > 5")),
      "two ranges beside each other": () =>
        kept("1d", alertOn("rate(shop_requests_total[23h]) > rate(shop_requests_total[23h] offset 1h)")),
      "an expression that is not PromQL": () => kept("1d", alertOn("up offset 2d >")),
      "a store that keeps data longer": () => ({
        ...kept("1d", alertOn("up offset 2d > 5")),
        scale: { cluster: "a" },
      }),
      "no retention.ts": () => alertOn("up offset 2d > 5"),
    },
  },
  "rule-lookback": {
    refused: {
      "a part of an expression": () => rare("301s", "sum(shop:queue:sum offset 1h) > 5"),
      "a subquery": () => rare("10m", "max_over_time(shop:queue:sum[1h:1m]) > 5"),
    },
    accepted: {
      "a range": () => rare("10m", "last_over_time(shop:queue:sum[30m]) > 5"),
      "what is recorded more often": () => rare("300s", "shop:queue:sum > 5"),
      "another series": () => rare("10m", "shop_queue_length > 5"),
      "a selector without a name": () => rare("10m", '{job="shop"} > 5'),
      "an expression that is not PromQL": () => rare("10m", "shop:queue:sum >"),
      "an alert that is evaluated rarely": () => evaluated(alertOn("HostDown > 5"), { interval: "10m" }),
    },
  },
};

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
