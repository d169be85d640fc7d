import { eq, neq } from "../../../../lib/alerting/matchers.ts";
import { ownerTemplate } from "../../../../lib/authoring/rules.ts";
import type { Matcher, RootRoute, Route } from "../../../../lib/model/alerting.ts";
import type { AlertRule, Model } from "../../../../lib/model/model.ts";
import { alertingExample, exampleModel, exampleService } from "../examples/model.ts";
import { byInstance, byJob, critical, expr, inClusters, inhibited, page, warning, withAlerts } from "./alerting.ts";
import { type Tables, table } from "./table.ts";

const routed = (...routes: readonly object[]): Model => alertingExample({ routes: routes as Route[] });

const matched = (matcher: Matcher): Model =>
  withAlerts(alertingExample({ routes: [{ matchers: [matcher] }] }), { alert: "DiskFull", severity: "warning" });

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
};
