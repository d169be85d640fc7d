import { expect, it } from "vitest";
import { defineDashboard, line, row, showIf, withGridPos } from "../../../lib/authoring/define.ts";
import { note } from "../../../lib/authoring/panels/index.ts";
import { runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import type { ProjectConfig } from "../../../lib/model/config.ts";
import { settingsOf } from "../../../lib/model/config.ts";
import type { DashboardDefinition, Duration, Model, ShowIf } from "../../../lib/model/model.ts";
import { alertingExample, exampleModel } from "./examples/model.ts";

const said = (name: string, model: Model): string[] =>
  runChecks(
    model,
    checks.filter((check) => check.name === name),
  ).map(({ message }) => message);
const withSettings = (config: ProjectConfig): Model => exampleModel({ settings: settingsOf(config) });
const board = (changes: Partial<DashboardDefinition>, config: ProjectConfig = {}): Model =>
  exampleModel({
    settings: settingsOf(config),
    dashboards: { hosts: defineDashboard({ title: "Hosts", question: "Well?", rows: [], ...changes }) },
  });
const text = (title: string) => note(title, { description: "A note.", content: "Text" });
const placed = (position: object, config?: ProjectConfig): Model =>
  board({ rows: [row("", withGridPos(4, [text("A").gridPos({ x: 0, y: 0, w: 4, h: 4, ...position })]))] }, config);

it.each([
  [{ h: 0 }, "its height is 0, and must be at least 1"],
  [{ w: -1 }, "its width is -1, and must be at least 1"],
  [{ x: -1 }, "its column is -1, and must be at least 0"],
  [{ y: Number.NaN }, undefined],
])("finds a panel at %o", (position, message) =>
  // JSON has no NaN: it becomes null, which the schema refuses.
  expect(said("panel-position", placed(position))).toEqual(message === undefined ? [expect.any(String)] : [message]),
);

it("takes fractions in classic JSON only, as Grafana does", () => {
  expect(said("panel-position", placed({ h: 4.5 }))).toEqual([]);
  expect(said("panel-position", placed({ h: 4.5 }, { grafana: { schema: "v2" } }))).toEqual([
    "its height is 4.5, and must be a whole number, at least 1",
  ]);
});

it.each([0, -1, 1.5, 2 ** 32])("finds the id %d of a panel", (id) =>
  expect(said("panel-position", board({ rows: [row("", line(4, [text("A").id(id)]))] }))).toHaveLength(1),
);

it.each([
  ["refresh", "1d12h", 'Grafana cannot read "1d12h"'],
  ["refresh", "4999ms", '"4999ms" is shorter than 5s'],
  ["refresh", "9999999d", '"9999999d" is longer than Grafana reads'],
  ["from", "now-6", '"now-6" is no time'],
  ["from", "now-xyz", '"now-xyz" is no time'],
] as const)("finds the %s %s", (field, value, message) =>
  expect(said("dashboard-time", board({ [field]: value }))).toEqual([message]),
);

it.each([
  { refresh: "1h30m" },
  { refresh: "1d" },
  { from: "now/y" },
  { from: "now-1d/d" },
  { from: "now-1h" },
  { settings: { refresh: "auto" } },
  { settings: { refresh: false } },
  { settings: { refresh: "" } },
  { settings: { time: { from: "2026-01-01T00:00:00Z", to: "1767225600000" } } },
  { settings: { time: { from: "now/fQ", to: "now/fy" } } },
] as const)("accepts %o", (changes) =>
  expect(said("dashboard-time", board(changes as Partial<DashboardDefinition>))).toEqual([]),
);

it("finds two datasources of one name, and titles that no one can find", () => {
  const datasources = ["a", "b"].map((name) => ({
    name,
    file: `datasources/${name}.ts`,
    definition: { title: "Metrics", type: "prometheus" as const, settings: {} },
  }));
  expect(said("grafana-title", { ...exampleModel({}), datasources })).toEqual([
    'datasources/a.ts has the title "Metrics" too',
  ]);
  expect(said("grafana-title", withSettings({ grafana: { folder: { title: "general", uid: "x" } } }))).toEqual([
    '"general" is Grafana\'s name of what is in no folder',
  ]);
  expect(said("grafana-title", board({ title: "  " }))).toEqual(["the title is blank"]);
  expect(said("grafana-uid", withSettings({ grafana: { folder: { title: "x", uid: "a.b" } } }))).toEqual([
    '"a.b" is no uid',
  ]);
});

it("finds labels that Prometheus cannot set", () => {
  const names = (config: ProjectConfig["prometheus"]) => said("label-name", withSettings({ prometheus: config ?? {} }));
  expect(names({ externalLabels: { "data-center": "a" } })).toEqual(['"data-center" is no name of a label']);
  expect(names({ externalLabels: { data_center: "a" } })).toEqual([]);
  expect(said("label-name", withSettings({ identityLabels: ["__name__"] }))).toHaveLength(1);
  expect(said("label-name", exampleModel({ alert: { annotations: { "1st": "a" } } }))).toHaveLength(1);
});

it("finds durations of servers that are zero or too long", () => {
  const durations = (prometheus: ProjectConfig["prometheus"]) =>
    said("duration-range", withSettings({ prometheus: prometheus ?? {} }));
  expect(durations({ evaluationInterval: "0s" })).toEqual(['evaluationInterval "0s" is zero']);
  expect(durations({ scrapeInterval: "300y" })).toEqual(['scrapeInterval "300y" is longer than servers read']);
  const kept = (metrics: "0s" | "15d") =>
    said("duration-range", { ...exampleModel({}), retention: { metrics, logs: "7d" } });
  expect(kept("0s")).toEqual(['metrics "0s" is zero']);
  expect(kept("15d")).toEqual([]);
});

it("finds durations of receivers that are too long, and takes a timeout of zero as none", () => {
  const webhook = (timeout: Duration) =>
    said(
      "duration-range",
      alertingExample({ alerting: { receivers: { hook: { webhookConfigs: [{ urlFile: "hook", timeout }] } } } }),
    );
  expect(webhook("300y")).toEqual(['webhook timeout "300y" is longer than servers read']);
  expect(webhook("0s")).toEqual([]);
});

it("finds what Alertmanager refuses in groupBy", () => {
  const grouped = (...groupBy: string[]) => said("route-group-by-form", alertingExample({ root: { groupBy } }));
  expect(grouped("...", "alertname")).toEqual(['"..." means every label, and others stand beside it']);
  expect(grouped("")).toEqual(["a label is empty"]);
  expect(grouped("alertname", "job")).toEqual([]);
});

it.each([
  [{ "a b": "x" }, 1],
  [{ dashboards: "-x" }, 1],
  [{ ["n".repeat(64)]: "x" }, 1],
  [{ "example.org/dashboards": "grafana" }, 0],
  [{ dashboards: "" }, 0],
] as const)("holds labels %o against Kubernetes", (grafanaLabels, count) =>
  expect(said("kubernetes-name", withSettings({ kubernetes: { grafanaLabels } }))).toHaveLength(count),
);

it.each<ShowIf>([
  { variable: "engine", is: "redis" },
  { any: [{ hasData: true }, { variable: "engine", isNot: "redis" }] },
  { not: { all: [{ variable: "engine", matches: "r.*" }] } },
])("finds a variable that a condition names and that is not defined: %o", (condition) => {
  const shown = showIf(condition, row("News", line(4, [text("A")])));
  expect(said("dashboard-variable", board({ rows: [shown] }, { grafana: { schema: "v2" } }))).toEqual([
    "$engine is used but not defined",
  ]);
});
