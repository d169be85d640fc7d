import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import nodeExporter from "../../../lib/catalogs/node-exporter.ts";
import { runChecks } from "../../../lib/checks/check.ts";
import { checks, expressionChecks } from "../../../lib/checks/index.ts";
import { dashboardOf, externalModel } from "../../../lib/cli/check.ts";
import { exampleModel } from "../checks/examples/model.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/external/${name}`, import.meta.url));
const exporters = [{ name: "node-exporter", file: "metrics/node-exporter.ts", definition: nodeExporter }];

async function problems(rules: string[], dashboards: string[]) {
  const { model } = await externalModel({ rules: rules.map(fixture), dashboards: dashboards.map(fixture) }, exporters);
  return runChecks(model, expressionChecks).map(({ check, path }) => `${check}: ${path.join(" › ")}`);
}

it("finds problems in rule files that promtool does not, and ignores labels that relabelling may have added", async () => {
  expect(await problems(["rules.yml"], [])).toEqual([
    "promql-counter: LoadJumps",
    "promql-comparison: DiskFull",
    "promql-comparison: NoHosts",
    "alert-label: ManyErrors › summary",
  ]);
});

it("finds problems in dashboards, in collapsed rows too, and ignores other datasources", async () => {
  expect(await problems([], ["dashboard.json"])).toEqual([
    "promql-syntax: Hosts › Old reference › query A",
    "panel-legend: Hosts › Network › query A",
    "panel-unit: Hosts › Network › query A",
  ]);
});

it("names every file that it cannot read", async () => {
  await expect(problems(["nowhere.yml", "neither.yml"], [])).rejects.toThrow(/nowhere\.yml.*\n.*neither\.yml/);
});

it("reads dashboards with missing or null parts", () => {
  const panels = [
    null,
    { type: "row", panels: null },
    { type: "stat", targets: [null, { expr: "up" }], fieldConfig: {} },
  ];
  const board = { title: "x", panels, templating: { list: null } };
  const found = dashboardOf("x.json", { dashboard: board });
  const model = { ...exampleModel({}), dashboards: [found] };
  expect(runChecks(model, checks).filter(({ check }) => check === "dashboard-text")).toHaveLength(2);
  expect(() => dashboardOf("x.json", null)).toThrow("this is not a dashboard");
  // Grafana does not open this one either.
  expect(() => dashboardOf("x.json", { ...board, templating: { list: [null] } })).toThrow(
    "templating.list[0] is null, and must be an object",
  );
});
