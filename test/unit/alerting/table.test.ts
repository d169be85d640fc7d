import { describe, expect, it } from "vitest";
import alerting from "../../../alerting/alertmanager.ts";
import { addressesOf } from "../../../lib/alerting/receivers.ts";
import { notificationsFor, routesFor } from "../../../lib/alerting/routing.ts";

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

  it("escalate when their response time is up, by email and PagerDuty, each alert for itself", () => {
    const escalated = notificationsFor(alerting, { severity: "critical", domain: "etl" }).at(-1);
    expect(escalated?.route).toMatchObject({ receiver: "escalation", groupWait: "5m", groupBy: ["..."] });
    expect(escalated?.addresses.map(({ channel }) => channel)).toEqual(["email", "pagerduty"]);
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
