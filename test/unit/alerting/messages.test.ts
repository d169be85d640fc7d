import { describe, expect, it } from "vitest";
import { groupLabels, notificationData } from "../../../lib/alerting/messages.ts";

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

describe("groupLabels", () => {
  it("keeps the labels that the route names", () => {
    expect(groupLabels(["alertname", "domain"], a.labels)).toEqual({ alertname: "Down" });
  });

  it("keeps every label for ...", () => {
    expect(groupLabels(["..."], a.labels)).toEqual({ alertname: "Down", instance: "a" });
  });

  it("keeps none where the route names none", () => {
    expect(groupLabels([], a.labels)).toEqual({});
  });
});

it("reports what alerts of a group have in common, and that it fires while one of them does", () => {
  expect(notificationData("info", ["alertname"], [b, a], "http://localhost:9093")).toMatchObject({
    receiver: "info",
    status: "firing",
    groupLabels: { alertname: "Down" },
    commonLabels: { alertname: "Down" },
    commonAnnotations: { action: "Look." },
  });
});
