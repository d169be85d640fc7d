import { eq, neq } from "../../../../lib/alerting/matchers.ts";
import { ownerTemplate } from "../../../../lib/authoring/rules.ts";
import type {
  Alerting,
  InhibitRule,
  Matcher,
  Receiver,
  RootRoute,
  Route,
  TimeInterval,
} from "../../../../lib/model/alerting.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { AlertRule, Model, Severity } from "../../../../lib/model/model.ts";
import type { Promql } from "../../../../lib/promql/promql.ts";
import { alertingExample, exampleModel, exampleService, receiver } from "../examples/model.ts";
import { type Tables, table, texts } from "./table.ts";

const routed = (...routes: readonly object[]): Model => alertingExample({ routes: routes as Route[] });
const critical = eq("severity", "critical");

/** The model with further alerts. */
const withAlerts = (model: Model, ...alerts: readonly Partial<AlertRule>[]): Model => ({
  ...model,
  rules: [...model.rules, ...alerts.flatMap((alert) => alertingExample({ alert }).rules)],
});

const matched = (matcher: Matcher): Model =>
  withAlerts(alertingExample({ routes: [{ matchers: [matcher] }] }), { alert: "DiskFull", severity: "warning" });

const inhibited = (changes: Partial<InhibitRule>, ...alerts: readonly Partial<AlertRule>[]): Model => {
  const rule = {
    name: "critical over warning",
    sourceMatchers: [critical],
    targetMatchers: [eq("severity", "warning")],
    equal: ["instance"],
    ...changes,
  };
  const [first = {}, ...others] = alerts;
  return withAlerts(alertingExample({ alert: first, alerting: { inhibitRules: [rule] } }), ...others);
};
const expr = (text: string) => ({ expr: text as Promql });
const byInstance = expr("max by (instance) (up) == 0");
const byJob = expr("max by (job) (up) == 0");
const inRack = { ...byInstance, labels: { rack: "a" } };
const warning = { severity: "warning" as Severity };

const inClusters = (model: Model): Model => ({ ...model, settings: settingsOf({ identityLabels: ["cluster"] }) });

const nights: TimeInterval = { times: [{ startTime: "00:00", endTime: "06:00" }], location: "Europe/Berlin" };

/** A route that is muted by intervals. */
const muted = (intervals: Alerting["timeIntervals"], name = "nights", route: object = {}): Model =>
  alertingExample({
    alerting: { timeIntervals: intervals ?? {} },
    routes: [{ matchers: [eq("severity", "info")], muteTimeIntervals: [name as never], ...route }],
  });
const during = (...parts: readonly TimeInterval[]) => muted({ nights: parts });

/** Who the alert's receivers notify, and how late. */
const notified = (
  receivers: Readonly<Record<string, Receiver>>,
  routes: readonly object[] = [],
  {
    root = {},
    alert = {},
    timeIntervals = {},
  }: {
    readonly root?: Partial<RootRoute>;
    readonly alert?: Partial<AlertRule>;
    readonly timeIntervals?: NonNullable<Alerting["timeIntervals"]>;
  } = {},
): Model => alertingExample({ alert, alerting: { receivers, timeIntervals }, routes: routes as Route[], root });
const page: Receiver = { pagerdutyConfigs: [{ routingKeyFile: "pagerduty_platform" }] };
const { pagerdutyConfigs: _, ...mailAndSlack } = receiver;
const toPage = { receiver: "page", matchers: [critical], continue: true };
const toAll = { receiver: "platform-critical", matchers: [critical] };

const owners = (team: Readonly<Record<string, string>>): Partial<AlertRule> => ({
  labels: { team: ownerTemplate("job", team as never) },
});

export const routingCases: Tables = {
  "alert-unrouted": {
    refused: {
      "one of two": () => withAlerts(routed({ matchers: [critical] }), warning),
      "an alert that a route of another team takes": () => routed({ matchers: [eq("team", "data" as never)] }),
    },
    accepted: {
      "a root without routes": () => alertingExample({}),
      "a route among others that do not take it": () =>
        routed({ matchers: [eq("severity", "info")] }, { matchers: [critical] }),
      "two routes": () => routed({ matchers: [critical], continue: true }, { matchers: [eq("alertname", "HostDown")] }),
      "no alerting": () => exampleModel({}),
    },
  },
  "alert-owner-notified": {
    refused: {
      "a warning": () =>
        alertingExample({
          alert: warning,
          alerting: { receivers: { "platform-critical": { emailConfigs: [{ to: "other@example.org" }] } } },
        }),
      "a team that does not exist": () =>
        alertingExample({ alert: owners({ shop: "shopping" }), stack: { shop: exampleService() } }),
    },
    accepted: {
      "an info": () =>
        alertingExample({ alert: { severity: "info" }, alerting: { receivers: { "platform-critical": {} } } }),
      "an unknown team, which another check reports": () => alertingExample({ alert: { team: "platfrom" as never } }),
      "a team that is notified by mail only": () =>
        alertingExample({
          alerting: { receivers: { "platform-critical": { emailConfigs: [{ to: "platform@example.org" }] } } },
        }),
      "a team that is notified by Slack only": () =>
        alertingExample({
          alerting: { receivers: { "platform-critical": { slackConfigs: [{ channel: "#platform" }] } } },
        }),
      "a team that is only paged": () =>
        alertingExample({
          teams: {
            platform: {
              title: "Platform",
              slack: "#a",
              email: "a@example.org",
              pagerdutyKeyFile: "pagerduty_platform",
            },
          },
          alerting: { receivers: { "platform-critical": page } },
        }),
      "no alerting": () => exampleModel({}),
    },
  },
  "matcher-unknown-alert": {
    ...table(matched, {
      accepted: {
        "two names": eq("alertname", "HostDown", "DiskFull"),
        "a pattern": { label: "alertname", op: "=~", value: "Disk.*" },
        "another label": eq("severity", "critical"),
      },
    }),
    refused: {
      "one of two names": () => matched(eq("alertname", "HostDown", "DiskFul")),
      "an excluded name": () => matched(neq("alertname", "Nothing")),
      "a name in an inhibition rule": () => inhibited({ targetMatchers: [eq("alertname", "DiskFul")] }),
    },
  },
  "matcher-regex": {
    refused: {
      "a source of an inhibition rule": () =>
        inhibited({ sourceMatchers: [{ label: "team", op: "!~", value: "(a)\\1" }] }),
    },
    accepted: {
      "a value that is no regular expression": () => matched({ label: "alertname", op: "=", value: "(?!" }),
      "a route without matchers": () => routed({}),
    },
  },
  "matcher-label": {
    refused: {
      "a label that differs": () =>
        alertingExample({ alert: byInstance, routes: [{ matchers: [{ label: "rack", op: "!=", value: "" }] }] }),
      "a label that must not be empty": () =>
        withAlerts(
          alertingExample({ alert: byInstance, routes: [{ matchers: [{ label: "rack", op: "=~", value: ".+" }] }] }),
          byJob,
        ),
    },
    accepted: {
      "alerts without the label": () =>
        alertingExample({ alert: byInstance, routes: [{ matchers: [{ label: "rack", op: "=", value: "" }] }] }),
      "a label of one of two alerts": () =>
        withAlerts(alertingExample({ alert: byInstance, routes: [{ matchers: [eq("job", "shop")] }] }), byJob),
      "a label of series that are not known": () =>
        alertingExample({ alert: expr("anything > 1"), routes: [{ matchers: [eq("rack", "a")] }] }),
      "an expression that is not PromQL": () =>
        alertingExample({ alert: expr("max by (instance (up)"), routes: [{ matchers: [eq("rack", "a")] }] }),
      "no alerts": () => ({ ...alertingExample({ routes: [{ matchers: [eq("rack", "a")] }] }), rules: [] }),
    },
  },
  "route-group-by": {
    refused: {
      "a route below the root": () =>
        alertingExample({ alert: byInstance, routes: [{ matchers: [critical], groupBy: ["alertname", "job"] }] }),
      "a typing error": () => alertingExample({ alert: byInstance, root: { groupBy: ["instanc"] } }),
      "one of two alerts": () =>
        withAlerts(alertingExample({ alert: byInstance, root: { groupBy: ["instance"] } }), byJob),
      "a label of another alert": () =>
        withAlerts(alertingExample({ alert: byJob, root: { groupBy: ["instance"] } }), byInstance),
    },
    accepted: {
      "every label": () => alertingExample({ alert: byInstance, root: { groupBy: ["..."] } }),
      "an identity label": () => inClusters(alertingExample({ alert: byInstance, root: { groupBy: ["cluster"] } })),
      "a route that no alert reaches": () =>
        alertingExample({ alert: byInstance, routes: [{ matchers: [eq("severity", "info")], groupBy: ["job"] }] }),
      "labels of the rule": () => alertingExample({ alert: byInstance, root: { groupBy: ["severity", "team"] } }),
      "no alerting": () => exampleModel({}),
    },
  },
  "route-group-by-form": table((groupBy: readonly string[]) => alertingExample({ root: { groupBy } }), {
    refused: {
      "an empty label": ["alertname", ""],
      "every label beside others": ["...", "alertname"],
      "a label twice and an empty one": ["team", "", "team"],
    },
    accepted: { none: [], "other labels": ["alertname", "team"] },
  }),
  "route-identity": {
    refused: {
      "a route of its own labels": () =>
        inClusters(
          alertingExample({ root: { groupBy: ["cluster"] }, routes: [{ matchers: [critical], groupBy: ["team"] }] }),
        ),
    },
    accepted: {
      "every label": () => inClusters(alertingExample({ root: { groupBy: ["..."] } })),
      "a route that inherits its labels": () =>
        inClusters(alertingExample({ root: { groupBy: ["cluster"] }, routes: [{ matchers: [critical] }] })),
    },
  },
  "route-repeat-interval": table(
    ([groupInterval, repeatInterval]: readonly [RootRoute["groupInterval"], RootRoute["repeatInterval"]]) =>
      alertingExample({ root: { groupInterval, repeatInterval } }),
    {
      refused: { "a bit more": ["5m", "301s"] },
      accepted: { "the same": ["5m", "5m"], "less, at every interval": ["5m", "4m"], "a multiple": ["5m", "1h"] },
    },
  ),
  "route-unreachable": {
    refused: {
      "a route below another that takes other alerts": () =>
        routed({ matchers: [critical], routes: [{ matchers: [eq("severity", "warning")] }] }),
    },
    accepted: {
      "a route with a pattern": () =>
        routed({ matchers: [critical] }, { matchers: [{ label: "severity", op: "=~", value: "crit.*" }] }),
      "no alerting": () => exampleModel({}),
    },
  },
  "alert-channels": {
    refused: {
      "a page that comes too late": () =>
        notified({ page, "platform-critical": mailAndSlack }, [{ ...toPage, groupWait: "5m" }, toAll]),
      "a page that nights delay": () =>
        notified({ page, "platform-critical": mailAndSlack }, [{ ...toPage, muteTimeIntervals: ["nights"] }, toAll], {
          timeIntervals: { nights: [nights] },
        }),
      "no channel": () => notified({ "platform-critical": {} }),
      "a warning that pages": () => notified({ "platform-critical": receiver }, [], { alert: warning }),
    },
    accepted: {
      "a page that comes just in time": () =>
        notified({ page, "platform-critical": mailAndSlack }, [{ ...toPage, groupWait: "299s" }, toAll]),
      "a page twice": () => notified({ page, "platform-critical": receiver }, [toPage, toAll]),
      "an escalation after the response time": () =>
        notified(
          { page, "platform-critical": mailAndSlack },
          [
            { ...toPage, matchers: [eq("severity", "warning")], groupWait: "3h" },
            { ...toAll, matchers: [eq("severity", "warning")] },
          ],
          { alert: warning },
        ),
      "an alert that notifies nobody": () => notified({ "platform-critical": {} }, [], { alert: { severity: "none" } }),
    },
  },
  "receiver-secret": texts((urlFile) => notified({ "platform-critical": { webhookConfigs: [{ urlFile }] } }), {
    refused: ["Webhook", "a_secret.1.txt", "1webhook", "$WEBHOOK", "webhook.", "a/b", "xoxb-1.TXT", "web hook"],
    accepted: ["webhook", "webhook_url-2", "webhook.txt", "w"],
  }),
  "receiver-unchecked": table((raw: NonNullable<Receiver["raw"]>) => notified({ "platform-critical": { raw } }), {
    refused: {
      "what the library knows": { slack_configs: [{ channel: "#a" }] },
      "a typing error": { slakc_configs: [{ channel: "#a" }] },
      "two types": { zulip_configs: [{}], slack_configs_old: [{}] },
    },
  }),
  "receiver-field": {
    refused: {
      "a sender of mail": () =>
        alertingExample({
          alerting: {
            global: { smtpSmarthost: "smtp:587" },
            receivers: { "platform-critical": { emailConfigs: [{ to: "a@b" }] } },
          },
        }),
    },
  },
  "receiver-unused": {
    accepted: {
      "a receiver of a route": () => notified({ "platform-critical": receiver, page }, [toPage]),
      "no alerting": () => exampleModel({}),
    },
  },
  "route-receiver": {
    refused: {
      "a route below the root": () => routed({ matchers: [critical], receiver: "nobody" }),
    },
  },
  "inhibit-equal": {
    refused: {
      "a label that only targets have": () => inhibited({ equal: ["rack"] }, byJob, { ...warning, ...inRack }),
      "a label that only sources have": () => inhibited({ equal: ["rack"] }, inRack, { ...warning, ...byJob }),
      "a typing error": () => inhibited({ equal: ["instanc"] }, byInstance, { ...warning, ...byInstance }),
      "values that differ": () =>
        inhibited({ equal: ["instance", "severity"] }, byInstance, { ...warning, ...byInstance }),
      "one of two labels": () => inhibited({ equal: ["team", "rack"] }, inRack, { ...warning, ...byJob }),
    },
    accepted: {
      "one target of two": () =>
        inhibited({ equal: ["rack"] }, inRack, { ...warning, ...byJob }, { ...warning, ...inRack }),
      "one source of two": () => inhibited({ equal: ["rack"] }, byJob, inRack, { ...warning, ...inRack }),
      "equal values": () => inhibited({ equal: ["team", "domain"] }, byInstance, { ...warning, ...byJob }),
      "labels that series may have": () =>
        inhibited({ equal: ["rack"] }, expr("anything > 1"), { ...warning, ...byInstance }),
      "a value of the rule and one of the series": () =>
        inhibited(
          { equal: ["rack"] },
          { ...byInstance, labels: { rack: "a" } },
          { ...warning, ...expr("anything > 1") },
        ),
      "no target": () => inhibited({ equal: ["instance"] }, byInstance),
      "no source": () => inhibited({ equal: ["instance"] }, { ...warning, ...byInstance }),
    },
  },
  "inhibit-identity": {
    accepted: {
      "alerts without the label": () => inClusters(inhibited({}, byInstance, { ...warning, ...byInstance })),
      "targets without the label": () =>
        inClusters(inhibited({}, expr("max by (cluster) (up) == 0"), { ...warning, ...byInstance })),
      "sources without the label": () =>
        inClusters(inhibited({}, byInstance, { ...warning, ...expr("max by (cluster) (up) == 0") })),
    },
    refused: {
      "one of two sources": () =>
        inClusters(
          inhibited({}, byInstance, expr("max by (cluster) (up) == 0"), {
            ...warning,
            ...expr("max by (cluster) (up) == 0"),
          }),
        ),
    },
  },
  "inhibit-severity": {
    refused: {
      "the lowest source over the highest target": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "Low", "High")], targetMatchers: [eq("alertname", "Info", "Page")] },
          { alert: "High", severity: "critical" },
          { alert: "Low", severity: "info" },
          { alert: "Page", severity: "critical" },
          { alert: "Info", severity: "none" },
        ),
      "a severity that notifies nobody": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "Low")], targetMatchers: [eq("alertname", "Info")] },
          { alert: "Low", severity: "none" },
          { alert: "Info", severity: "info" },
        ),
    },
    accepted: {
      "one severity": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "A")], targetMatchers: [eq("alertname", "B")] },
          { alert: "A" },
          { alert: "B" },
        ),
      "no target": () => inhibited({ targetMatchers: [eq("severity", "info")] }),
    },
  },
  "inhibit-overlap": {
    refused: {
      "one of three": () =>
        inhibited(
          { sourceMatchers: [eq("alertname", "A", "B")], targetMatchers: [eq("alertname", "B", "C")] },
          { alert: "A" },
          { alert: "B", severity: "warning" },
          { alert: "C" },
        ),
    },
  },
  "inhibit-unmatched": {
    refused: {
      "no alert on either side": () =>
        inhibited({ sourceMatchers: [eq("alertname", "A")], targetMatchers: [eq("alertname", "B")] }),
    },
  },
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
