import { record } from "../../../../lib/authoring/rules.ts";
import type { AlertRule, Model, Severity, TeamName } from "../../../../lib/model/model.ts";
import { promql } from "../../../../lib/promql/promql.ts";
import { type Examples, pair } from "./example.ts";
import { exampleModel } from "./model.ts";
import { alertOn } from "./shop.ts";

export const alertExamples: Examples = {
  "alert-dashboard": pair((dashboard: string) => exampleModel({ alert: { dashboard }, uids: ["hosts"] }), {
    bad: "hots",
    good: "hosts",
  }),
  "rule-record-name": pair((name: string) => exampleModel({ records: [record(name, promql`vector(1)`, "Busy")] }), {
    bad: "cpu_busy",
    good: "instance:node_cpu_busy:ratio_rate5m",
  }),
  "duration-range": pair((duration: AlertRule["for"]) => exampleModel({ alert: { for: duration } }), {
    bad: "300y",
    good: "291y",
  }),
  "alert-name": pair(twoAlerts, { bad: "critical", good: "warning" }),
  "alert-owner": pair((team: string) => exampleModel({ alert: { team: team as TeamName } }), {
    bad: "platfrom",
    good: "platform",
  }),
  "runbook-missing": pair((severity: Severity) => exampleModel({ alert: { severity } }), {
    bad: "critical",
    good: "warning",
  }),
  "alert-for-duration": pair(
    (duration: AlertRule["for"]) => alertOn("shop_queue_length offset 1h unless shop_queue_length", { for: duration }),
    { bad: "1h", good: "30m" },
  ),
  "alert-ratio-floor": pair(
    (counter: string) =>
      alertOn(`
        sum(rate(shop_requests_total{code="500"}[5m])) / sum(rate(shop_requests_total[5m])) > 0.1
        and sum(increase(${counter}[5m])) > 20`),
    { bad: "shop_received_bytes_total", good: "shop_requests_total" },
  ),
  "alert-self-resolving": pair((expr: string) => alertOn(expr), {
    bad: "shop_queue_length offset 1h unless shop_queue_length",
    good: "absent(shop_queue_length)",
  }),
};

function twoAlerts(severity: Severity): Model {
  const model = exampleModel({});
  const [second] = exampleModel({ alert: { severity } }).rules;
  return second ? { ...model, rules: [...model.rules, { ...second, file: "rules/more.ts" }] } : model;
}
