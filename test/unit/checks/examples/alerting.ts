import { eq } from "../../../../lib/alerting/matchers.ts";
import { ownerTemplate } from "../../../../lib/authoring/rules.ts";
import type { InhibitRule, Receiver, ReceiverName, RootRoute, TimeInterval } from "../../../../lib/model/alerting.ts";
import type { AlertRule, Model, Severity, TeamName } from "../../../../lib/model/model.ts";
import { promql } from "../../../../lib/promql/promql.ts";
import { type Examples, pair } from "./example.ts";
import { alertingExample, exampleService, receiver } from "./model.ts";

export const routingExamples: Examples = {
  "alert-unrouted": pair(
    (severity: Severity) => alertingExample({ routes: [{ matchers: [eq("severity", severity)] }] }),
    { bad: "warning", good: "critical" },
  ),
  "alert-owner-notified": pair(
    (to: string) =>
      alertingExample({
        alert: {
          labels: { team: ownerTemplate("job", { "node-exporter": "platform", etl: "data", grafana: "platform" }) },
        },
        teams: { data: { title: "Data", slack: "#data", email: "data@example.org" } },
        stack: { etl: exampleService(), grafana: exampleService({ port: 3000 }) },
        alerting: {
          receivers: { "platform-critical": receiver, "data-critical": { ...receiver, emailConfigs: [{ to }] } },
        },
        routes: [
          { matchers: [eq("team", "data" as TeamName)], receiver: "data-critical" as ReceiverName, continue: true },
          { matchers: [eq("severity", "critical")] },
        ],
      }),
    { bad: "security@example.org", good: "data@example.org" },
  ),
  "matcher-unknown-alert": pair(
    (name: string) => alertingExample({ routes: [{ matchers: [eq("alertname", name)] }] }),
    { bad: "HostDwon", good: "HostDown" },
  ),
  "matcher-regex": pair(
    (value: string) => alertingExample({ routes: [{ matchers: [{ label: "alertname", op: "=~", value }] }] }),
    { bad: "Host(?!Up).*", good: "(?i)hostdown|Host[[:alpha:]]+" },
  ),
  "matcher-label": pair(
    (label: string) =>
      alertingExample({
        alert: { expr: promql`max by (instance) (up) == 0` },
        routes: [{ matchers: [eq(label, "critical")] }],
      }),
    { bad: "sevrity", good: "severity" },
  ),
  "route-group-by": pair(
    (label: string) =>
      alertingExample({
        alert: { expr: promql`max by (instance) (up) == 0` },
        root: { groupBy: ["alertname", label] },
      }),
    { bad: "cluster", good: "instance" },
  ),
  "route-repeat-interval": pair(
    (groupInterval: RootRoute["groupInterval"]) => alertingExample({ root: { groupInterval, repeatInterval: "1h" } }),
    { bad: "7m", good: "5m" },
  ),
  "route-unreachable": pair(
    (more: { readonly continue?: true }) =>
      alertingExample({
        routes: [
          { matchers: [eq("severity", "critical", "warning")], ...more },
          { matchers: [eq("severity", "warning")] },
        ],
      }),
    { bad: {}, good: { continue: true } },
  ),
};

const nights: TimeInterval = { times: [{ startTime: "00:00", endTime: "06:00" }], location: "Europe/Berlin" };

/** A model whose route for infos is muted by an interval. */
const mutedBy = (interval: TimeInterval, { name = "nights", alerting = {} } = {}): Model =>
  alertingExample({
    alerting: { timeIntervals: { nights: [interval] }, ...alerting },
    routes: [{ matchers: [eq("severity", "info")], muteTimeIntervals: [name] }],
  });

export const timeIntervalExamples: Examples = {
  "route-time-interval": pair((name: string) => mutedBy(nights, { name }), { bad: "night", good: "nights" }),
  "time-interval-value": pair((endTime: string) => mutedBy({ times: [{ startTime: "22:00", endTime }] }), {
    bad: "06:00",
    good: "24:00",
  }),
  "time-interval-unused": {
    bad: () => alertingExample({ alerting: { timeIntervals: { nights: [nights] } } }),
    good: () => mutedBy(nights),
  },
  "time-interval-empty": pair(
    (daysOfMonth: `${number}`) => mutedBy({ daysOfMonth: [daysOfMonth], months: ["february"] }),
    { bad: "30", good: "29" },
  ),
  "time-interval-month-end": pair((location: string) => mutedBy({ daysOfMonth: ["-1"], location }), {
    bad: "America/New_York",
    good: "Asia/Tokyo",
  }),
  "route-muted-end": pair(
    (receiver: Receiver) => mutedBy(nights, { alerting: { receivers: { "platform-critical": receiver } } }),
    {
      bad: { pagerdutyConfigs: [{ routingKeyFile: "pagerduty_platform" }] },
      good: { slackConfigs: [{ channel: "#platform" }] },
    },
  ),
};

export const receiverExamples: Examples = {
  "alert-channels": {
    bad: () =>
      alertingExample({
        alerting: { receivers: { "platform-critical": { slackConfigs: [{ channel: "#platform" }] } } },
      }),
    good: () => alertingExample({}),
  },
  "receiver-secret": {
    bad: () =>
      alertingExample({
        alerting: {
          receivers: { "platform-critical": { webhookConfigs: [{ urlFile: "https://example.org/T0/B1/x" }] } },
        },
      }),
    good: () => alertingExample({}),
  },
  "receiver-unused": {
    bad: () => {
      const { receivers } = alertingExample({}).alerting?.definition ?? { receivers: {} };
      return alertingExample({ alerting: { receivers: { ...receivers, forgotten: {} } } });
    },
    good: () => alertingExample({}),
  },
  "route-receiver": pair((receiver: string) => alertingExample({ root: { receiver: receiver as ReceiverName } }), {
    bad: "platfrom-critical",
    good: "platform-critical",
  }),
};

const sending = (receiver: Receiver, templates: Readonly<Record<string, string>> = {}): Model =>
  alertingExample({ alerting: { receivers: { "platform-critical": receiver }, templates } });

const withTitle = (title: string) => sending({ slackConfigs: [{ channel: "#platform", title }] });

export const messageExamples: Examples = {
  "message-template": pair(withTitle, {
    bad: "{{ .CommonLabels.alertname | humanize }}",
    good: "{{ .CommonLabels.alertname | toUpper }}",
  }),
  "message-failure": pair(withTitle, {
    bad: "{{ (index .Alerts 1).Labels.instance }}",
    good: "{{ (index .Alerts 0).Labels.instance }}",
  }),
  "message-limit": pair(
    (description: string) => sending({ pagerdutyConfigs: [{ routingKeyFile: "key", description }] }),
    {
      bad: '{{ range 40 }}{{ template "pagerduty.default.description" $ }}, {{ end }}',
      good: '{{ template "pagerduty.default.description" . }}',
    },
  ),
  "message-value": pair((severity: string) => sending({ pagerdutyConfigs: [{ routingKeyFile: "key", severity }] }), {
    bad: "{{ .CommonLabels.domain }}",
    good: "{{ .CommonLabels.severity }}",
  }),
  "message-buttons": pair(
    (count: number) =>
      sending({
        slackConfigs: [
          {
            channel: "#platform",
            actions: Array.from({ length: count }, (_, i) => ({
              type: "button",
              text: `${i}`,
              url: "http://example.org",
            })),
          },
        ],
      }),
    { bad: 6, good: 5 },
  ),
};

export const inhibitionExamples: Examples = {
  "inhibit-equal": pair(
    (label: string) => {
      const alert = { expr: promql`max by (instance) (up) == 0` };
      const model = alertingExample({ alert, ...inhibiting({ equal: [label] }) });
      return withAlert(model, { ...alert, severity: "warning" });
    },
    { bad: "shard", good: "instance" },
  ),
  "route-identity": pair(
    (groupBy: readonly string[]) => {
      const model = alertingExample({ root: { groupBy } });
      return { ...model, settings: { ...model.settings, identityLabels: ["cluster"] } };
    },
    { bad: ["alertname"], good: ["alertname", "cluster"] },
  ),
  "inhibit-identity": pair(
    (equal: readonly string[]) => {
      const alert = { expr: promql`max by (cluster, instance) (up) == 0` };
      const model = withAlert(alertingExample({ alert, ...inhibiting({ equal }) }), { ...alert, severity: "warning" });
      return { ...model, settings: { ...model.settings, identityLabels: ["cluster"] } };
    },
    { bad: ["instance"], good: ["cluster", "instance"] },
  ),
  "inhibit-everywhere": pair((equal: readonly string[]) => alertingExample(inhibiting({ equal })), {
    bad: [],
    good: ["instance"],
  }),
  "inhibit-severity": pair(
    ([source, target]: readonly [Severity, Severity]) => {
      const matchers = bySeverity(source, target);
      const model = alertingExample({ alert: { severity: source }, ...inhibiting(matchers) });
      return withAlert(model, { alert: "HostSlow", severity: target });
    },
    { bad: ["warning", "critical"], good: ["critical", "warning"] },
  ),
  "inhibit-overlap": pair((target: Severity) => alertingExample(inhibiting(bySeverity("critical", target))), {
    bad: "critical",
    good: "warning",
  }),
  "inhibit-unmatched": pair(
    (source: string) =>
      alertingExample(
        inhibiting({ sourceMatchers: [eq("alertname", source)], targetMatchers: [eq("alertname", "HostDown")] }),
      ),
    { bad: "HostGone", good: "HostDown" },
  ),
};

const bySeverity = (source: Severity, target: Severity) => ({
  sourceMatchers: [eq("severity", source)],
  targetMatchers: [eq("severity", target)],
});

/** An inhibition rule of critical alerts over warnings, with changes. */
const inhibiting = (changes: Partial<InhibitRule>) => ({
  alerting: { inhibitRules: [{ name: "rule", ...bySeverity("critical", "warning"), equal: [], ...changes }] },
});

const withAlert = (model: Model, alert: Partial<AlertRule>): Model => ({
  ...model,
  rules: [...model.rules, ...alertingExample({ alert }).rules],
});
