import { expect, it } from "vitest";
import type { Model } from "../../lib/model/model.ts";
import { changedMetrics, withAffectedAlerts } from "../support/affected-alerts.ts";

const rules = [
  { record: "lag:max", expr: "max(lag)" },
  { record: "lag:usual", expr: "avg_over_time(lag:max[1d])" },
  { alert: "Down", expr: "up == 0" },
  { alert: "LagHigh", expr: "lag:usual > 5" },
];
const readsAlerts = { alert: "LagFires", expr: 'ALERTS{alertname="LagHigh"}' };

const alertsLeft = (all: readonly object[], ...changed: string[]) => {
  const group = { name: "all", file: "rules/all.ts", definition: { interval: "1m", rules: all } };
  const left = withAffectedAlerts({ rules: [group] } as unknown as Model, new Set(changed)).rules;
  return left.flatMap(({ definition }) => definition.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])));
};

it("keeps the alerts that read a changed metric, directly or through other rules", () => {
  expect(alertsLeft(rules, "up")).toEqual(["Down"]);
  expect(alertsLeft(rules, "lag")).toEqual(["LagHigh"]);
  expect(alertsLeft(rules, "other")).toEqual([]);
});

it("keeps every alert where one of them reads alerts", () => {
  expect(alertsLeft([...rules, readsAlerts], "lag")).toEqual(["Down", "LagHigh", "LagFires"]);
});

it("finds a metric that differs, is gone or is new; an ordinary time may go on for longer", () => {
  const ordinary = { 'up{job="a"}': "1 1 1", 'lag{job="a"}': "2 2 2", 'age{job="a"}': "3 3 3" };
  expect(changedMetrics({ 'up{job="a"}': "1 1", 'lag{job="a"}': "2 2", 'age{job="a"}': "3 3" }, ordinary).size).toBe(0);
  const changed = changedMetrics({ 'up{job="a"}': "1 0", 'lag{job="a"}': "2 2", 'new{job="a"}': "1 1" }, ordinary);
  expect([...changed].sort()).toEqual(["age", "new", "up"]);
  expect([...changedMetrics({ 'up{job="a"}': "1 1 1" }, { 'up{job="a"}': "1 1 10" })]).toEqual(["up"]);
});
