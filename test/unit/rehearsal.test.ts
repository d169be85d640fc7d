import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import alerting from "../../alerting/alertmanager.ts";
import { dispatch, type EvaluatedAlert, type Evaluation } from "../../lib/testing/incidents/dispatch.ts";

const alert = (alertname: string, severity: string, labels: Record<string, string> = {}): EvaluatedAlert => ({
  labels: { alertname, severity, domain: "infrastructure", concern: "resources", job: "node-exporter", ...labels },
  annotations: {},
  state: "firing",
});

/** One evaluation a minute. */
const minutes = (...alerts: readonly EvaluatedAlert[][]): Evaluation[] =>
  alerts.map((each, i) => ({ at: i * 60, alerts: each }));

const told = (evaluations: readonly Evaluation[]): string[] =>
  dispatch(alerting, evaluations).flatMap(({ at, route, firing, resolved, inhibited }) => {
    const names = (all: readonly EvaluatedAlert[]) => all.map(({ labels }) => labels.instance).join("+");
    const held = inhibited.map(({ rule, target }) => `${at} ${target.labels.alertname} held by ${rule.name}`);
    const news = firing.length > 0 ? [`${at} ${route.receiver} ${names(firing)}`] : [];
    const over = firing.length === 0 && resolved.length > 0 ? [`${at} ${route.receiver} over ${names(resolved)}`] : [];
    return [...held, ...news, ...over];
  });

describe("dispatch", () => {
  const a = alert("HostDown", "critical", { instance: "a" });
  const b = alert("HostDown", "critical", { instance: "b" });

  it("waits for the group, escalates after five minutes, and tells the end at the group's next turn", () => {
    const down = [a];
    expect(told(minutes(down, down, down, down, down, down, down, [], [], [], [], []))).toEqual([
      "10 platform-critical a",
      "300 escalation a",
      "430 platform-critical over a",
      "600 escalation over a",
    ]);
  });

  it("bundles what joins a group, and escalates each alert for itself", () => {
    expect(told(minutes([a], [a, b], [a, b], [a, b], [a, b], [a, b], [a, b], [a, b]))).toEqual([
      "10 platform-critical a",
      "70 platform-critical a+b",
      "300 escalation a",
      "360 escalation b",
    ]);
  });

  it("tells nobody of what ends before its group's wait", () => {
    expect(told(minutes([alert("HostSlow", "info", { instance: "a" })], [], [], [], [], [], []))).toEqual([]);
  });

  it("holds back what follows from another alert, and tells it when that is over", () => {
    const disk = alert("HostDiskFull", "warning", { instance: "a" });
    const lines = told(minutes([a, disk], [a, disk], [a, disk], [disk], [disk], [disk], [disk], [disk]));
    expect(lines.slice(0, 2)).toEqual(["10 platform-critical a", "60 HostDiskFull held by gone-over-its-symptoms"]);
    expect(lines).toContain("360 platform-warning a");
  });

  it("does not tell again what was held back meanwhile", () => {
    const warning = alert("HostDiskFull", "warning", { instance: "a" });
    const critical = alert("HostDiskFull", "critical", { instance: "a" });
    const [alone, both] = [Array(6).fill([warning]), Array(10).fill([warning, critical])];
    const lines = told(minutes(...alone, ...both, ...alone));
    expect(lines).toContain("660 HostDiskFull held by critical-over-lesser");
    expect(lines.filter((line) => line.includes("platform-warning"))).toEqual(["60 platform-warning a"]);
  });

  it("repeats at the first turn after repeatInterval", () => {
    const hours = Array.from({ length: 63 }, () => [b]);
    expect(told(minutes(...hours)).filter((line) => line.includes("platform-critical"))).toEqual([
      "10 platform-critical b",
      "3670 platform-critical b",
    ]);
  });
});

it("is explained by a timeline as it is", async () => {
  const [guide, timeline] = await Promise.all([
    readFile("docs/how-to/simulate-an-incident.md", "utf8"),
    readFile("test/live/alerting/snapshots/scenarios/kafka-lag.txt", "utf8"),
  ]);
  expect(guide).toContain(timeline);
});
