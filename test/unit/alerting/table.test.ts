import { describe, expect, it } from "vitest";
import alerting from "../../../alerting/alertmanager.ts";
import { possibleLabels } from "../../../lib/alerting/labels.ts";
import { addressesOf } from "../../../lib/alerting/receivers.ts";
import { notificationsFor, routesFor } from "../../../lib/alerting/routing.ts";
import { alertsOf } from "../../../lib/checks/check.ts";
import { loadModel } from "../../../lib/cli/load.ts";

const model = await loadModel(process.cwd());
const alerts = Array.from(alertsOf(model), ({ rule }) => rule);

const receiversOf = (labels: Record<string, string>) =>
  routesFor(alerting.route, labels).map(({ receiver }) => receiver);

// The platform's promise, row by row, as its README words it.
describe("critical alerts", () => {
  it.each([
    ["fraud-detection", ["security-critical", "fraud-critical"]],
    ["etl", ["data-engineering-critical"]],
    ["infrastructure", ["platform-critical"]],
    ["ml-models", ["ml-engineering-critical"]],
  ])("of %s notify %j, and escalate", (domain, receivers) => {
    expect(receiversOf({ alertname: "A", severity: "critical", domain })).toEqual(["escalation", ...receivers]);
  });

  it("go by email, Slack and PagerDuty, at once", () => {
    const [first] = notificationsFor(alerting, { severity: "critical", domain: "etl" });
    expect(first?.route.groupWait).toBe("10s");
    expect(first?.addresses).toEqual([
      { channel: "email", to: "data-engineering@bigdata.example" },
      { channel: "slack", to: "#data-engineering-alerts" },
      { channel: "pagerduty", to: "pagerduty_data_engineering" },
    ]);
  });

  it("of one problem escalate together, once, by email, when their response time is up", () => {
    const escalated = notificationsFor(alerting, { severity: "critical", domain: "etl" }).at(-1);
    expect(escalated?.route).toMatchObject({
      receiver: "escalation",
      groupWait: "5m",
      groupBy: ["alertname", "domain", "cluster"],
      repeatInterval: "5d",
    });
    expect(escalated?.addresses.map(({ channel }) => channel)).toEqual(["email"]);
  });
});

describe("the owner", () => {
  it.each([
    ["critical", { domain: "infrastructure" }, ["escalation", "platform-critical", "data-engineering-critical"]],
    ["critical", { domain: "etl" }, ["escalation", "data-engineering-critical"]],
    ["warning", { concern: "resources" }, ["platform-warning", "data-engineering-warning"]],
  ])("of a %s alert about %j is told too, and nobody twice", (severity, labels, receivers) => {
    expect(receiversOf({ alertname: "A", severity, team: "data-engineering", ...labels })).toEqual(receivers);
  });

  it("of a service is told that it is down", () => {
    const down = alerts.filter(({ alert }) => ["ServiceDown", "JobMissing", "EndpointDown"].includes(alert));
    const etl = down.flatMap((rule) => possibleLabels(rule, model).filter(({ team }) => team === "data-engineering"));
    expect(etl.length).toBeGreaterThan(2);
    for (const labels of etl) expect(receiversOf(labels)).toContain(`data-engineering-${labels.severity}`);
  });

  it("that a runbook names is among those that the routes notify", () => {
    for (const rule of alerts.filter(({ severity }) => severity === "critical" || severity === "warning"))
      for (const labels of possibleLabels(rule, model))
        expect(receiversOf(labels), JSON.stringify(labels)).toContain(`${labels.team}-${labels.severity}`);
  });
});

describe("warnings", () => {
  it.each([
    ["performance", "monitoring-warning"],
    ["resources", "platform-warning"],
    ["data-quality", "data-warning"],
  ])("about %s notify %s", (concern, receiver) => {
    expect(receiversOf({ alertname: "A", severity: "warning", domain: "etl", concern })).toEqual([receiver]);
  });

  it("go by email and Slack", () => {
    for (const team of ["monitoring", "platform", "data"])
      expect(channels(`${team}-warning`)).toEqual(["email", "slack"]);
  });
});

it("sends info to #monitoring by Slack, whatever the team", () => {
  expect(receiversOf({ severity: "info", team: "fraud", domain: "etl" })).toEqual(["info"]);
  expect(addressesOf(alerting.receivers.info ?? {})).toEqual([{ channel: "slack", to: "#monitoring" }]);
});

it("shows what no route takes, such as a severity in capitals", () => {
  expect(receiversOf({ alertname: "A", severity: "Critical", domain: "etl" })).toEqual(["unrouted"]);
  expect(channels("unrouted")).toContain("slack");
});

it("keeps the dead man's switch apart", () => {
  expect(receiversOf({ alertname: "Watchdog", severity: "none" })).toEqual(["dead-mans-switch"]);
});

const channels = (receiver: string) => addressesOf(alerting.receivers[receiver] ?? {}).map(({ channel }) => channel);
