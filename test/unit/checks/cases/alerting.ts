import { eq } from "../../../../lib/alerting/matchers.ts";
import type { InhibitRule, Receiver, TimeInterval } from "../../../../lib/model/alerting.ts";
import { settingsOf } from "../../../../lib/model/config.ts";
import type { AlertRule, Model, Severity } from "../../../../lib/model/model.ts";
import type { Promql } from "../../../../lib/promql/promql.ts";
import { alertingExample, receiver } from "../examples/model.ts";

export const critical = eq("severity", "critical");

/** The model with further alerts. */
export const withAlerts = (model: Model, ...alerts: readonly Partial<AlertRule>[]): Model => ({
  ...model,
  rules: [...model.rules, ...alerts.flatMap((alert) => alertingExample({ alert }).rules)],
});

export const inhibited = (changes: Partial<InhibitRule>, ...alerts: readonly Partial<AlertRule>[]): Model => {
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

export const expr = (text: string) => ({ expr: text as Promql });

export const byInstance = expr("max by (instance) (up) == 0");

export const byJob = expr("max by (job) (up) == 0");

export const warning = { severity: "warning" as Severity };

export const inClusters = (model: Model): Model => ({
  ...model,
  settings: settingsOf({ identityLabels: ["cluster"] }),
});

export const nights: TimeInterval = { times: [{ startTime: "00:00", endTime: "06:00" }], location: "Europe/Berlin" };

export const page: Receiver = { pagerdutyConfigs: [{ routingKeyFile: "pagerduty_platform" }] };

export const { pagerdutyConfigs: _, ...mailAndSlack } = receiver;
