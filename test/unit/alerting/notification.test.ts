import { describe, expect, it } from "vitest";
import { groupsOf, notificationData } from "../../../lib/alerting/messages.ts";

const alert = (labels: Record<string, string>, status: "firing" | "resolved" = "firing") => ({
  status,
  labels,
  annotations: { summary: labels.instance ?? "", action: "Look." },
  startsAt: "2026-11-23T10:31:00Z",
  endsAt: "0001-01-01T00:00:00Z",
  generatorURL: "http://localhost:9090/graph",
});

const a = alert({ alertname: "Down", instance: "a" });
const b = alert({ alertname: "Down", instance: "b" }, "resolved");
const slow = alert({ alertname: "Slow", instance: "a" });

describe("groupsOf", () => {
  it("bundles alerts that agree on the labels", () => {
    expect(groupsOf(["alertname", "domain"], [a, slow, b])).toEqual([[a, b], [slow]]);
  });

  it("gives each alert its own group for ...", () => {
    expect(groupsOf(["..."], [a, slow, b])).toEqual([[a], [slow], [b]]);
  });

  it("bundles everything where no label is named", () => {
    expect(groupsOf([], [a, slow, b])).toEqual([[a, slow, b]]);
  });
});

it("tells what alerts of a group have in common, and that it fires while one of them does", () => {
  expect(notificationData("info", ["alertname"], [b, a], "http://localhost:9093")).toMatchObject({
    receiver: "info",
    status: "firing",
    groupLabels: { alertname: "Down" },
    commonLabels: { alertname: "Down" },
    commonAnnotations: { action: "Look." },
  });
});
