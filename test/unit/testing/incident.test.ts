import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import alerting from "../../../alerting/alertmanager.ts";
import { dispatch, type EvaluatedAlert, type Evaluation } from "../../../lib/testing/incident.ts";

const alert = (alertname: string, severity: string, labels: Record<string, string> = {}): EvaluatedAlert => ({
  labels: { alertname, severity, domain: "infrastructure", concern: "resources", job: "node-exporter", ...labels },
  annotations: {},
  state: "firing",
});

/** One evaluation a minute. */
const minutes = (...alerts: readonly EvaluatedAlert[][]): Evaluation[] =>
  alerts.map((each, i) => ({ at: i * 60, alerts: each }));

const notified = (evaluations: readonly Evaluation[]): string[] =>
  dispatch(alerting, evaluations, 0).flatMap(({ at, route, firing, resolved, inhibited }) => {
    const names = (all: readonly EvaluatedAlert[]) => all.map(({ labels }) => labels.instance).join("+");
    const inhibitions = inhibited.map(
      ({ rule, target }) => `${at} ${target.labels.alertname} inhibited by ${rule.name}`,
    );
    const news = firing.length > 0 ? [`${at} ${route.receiver} ${names(firing)}`] : [];
    const over =
      firing.length === 0 && resolved.length > 0 ? [`${at} ${route.receiver} resolved ${names(resolved)}`] : [];
    return [...inhibitions, ...news, ...over];
  });

describe("dispatch", () => {
  const a = alert("HostDown", "critical", { instance: "a" });
  const b = alert("HostDown", "critical", { instance: "b" });

  it("waits for groupWait, escalates after five minutes, and sends resolved alerts at the next flush", () => {
    const down = [a];
    expect(notified(minutes(down, down, down, down, down, down, down, [], [], [], [], []))).toEqual([
      "10 platform-critical a",
      "300 escalation a",
      "430 platform-critical resolved a",
      "600 escalation resolved a",
    ]);
  });

  it("notifies about all alerts of a group together, and escalates them together", () => {
    expect(notified(minutes([a], [a, b], [a, b], [a, b], [a, b], [a, b], [a, b], [a, b]))).toEqual([
      "10 platform-critical a",
      "70 platform-critical a+b",
      "300 escalation a+b",
    ]);
  });

  it("sends nothing for an alert that is resolved within groupWait", () => {
    expect(notified(minutes([alert("HostSlow", "info", { instance: "a" })], [], [], [], [], [], []))).toEqual([]);
  });

  it("inhibits an alert, and notifies about it when its source is resolved", () => {
    const disk = alert("HostDiskFull", "warning", { instance: "a" });
    const lines = notified(minutes([a, disk], [a, disk], [a, disk], [disk], [disk], [disk], [disk], [disk]));
    expect(lines.slice(0, 2)).toEqual([
      "10 platform-critical a",
      "60 HostDiskFull inhibited by gone-over-its-symptoms",
    ]);
    expect(lines).toContain("360 platform-warning a");
  });

  it("does not notify again after an inhibition", () => {
    const warning = alert("HostDiskFull", "warning", { instance: "a" });
    const critical = alert("HostDiskFull", "critical", { instance: "a" });
    const [alone, both] = [Array(6).fill([warning]), Array(10).fill([warning, critical])];
    const lines = notified(minutes(...alone, ...both, ...alone));
    expect(lines).toContain("660 HostDiskFull inhibited by critical-over-lesser");
    expect(lines.filter((line) => line.includes("platform-warning"))).toEqual(["60 platform-warning a"]);
  });

  it("repeats at the first flush after repeatInterval", () => {
    const hours = Array.from({ length: 63 }, () => [b]);
    expect(notified(minutes(...hours)).filter((line) => line.includes("platform-critical"))).toEqual([
      "10 platform-critical b",
      "3670 platform-critical b",
    ]);
  });
});

it("is documented by an up-to-date timeline", async () => {
  const [guide, timeline] = await Promise.all([
    readFile("docs/how-to/simulate-an-incident.md", "utf8"),
    readFile("test/live/alerting/snapshots/scenarios/kafka-lag.txt", "utf8"),
  ]);
  expect(guide).toContain(timeline);
});
