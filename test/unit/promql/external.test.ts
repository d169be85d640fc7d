import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import nodeExporter from "../../../lib/catalogs/node-exporter.ts";
import { runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import { expressionChecks } from "../../../lib/checks/promql.ts";
import { readRuleFile } from "../../../lib/checks/rule-files.ts";
import { dashboardOf, externalModel, readExternal } from "../../../lib/cli/check/external.ts";
import type { Model } from "../../../lib/model/model.ts";
import { exampleModel } from "../checks/examples/model.ts";

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/external/${name}`, import.meta.url));
const exporters = [{ name: "node-exporter", file: "metrics/node-exporter.ts", definition: nodeExporter }];

async function problems(rules: string[], dashboards: string[]) {
  const texts = await readExternal({ rules: rules.map(fixture), dashboards: dashboards.map(fixture) });
  const { model } = externalModel(texts, exporters);
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

describe("a dashboard that stands alone", () => {
  const found = (panels: readonly object[], list: readonly object[] = [], identityLabels: readonly string[] = []) => {
    const board = dashboardOf("x.json", {
      title: "x",
      panels: [{ type: "stat", title: "x", ...panels[0] }],
      templating: { list },
    });
    const { definition } = exporters[0] as (typeof exporters)[number];
    const model = { ...exampleModel({}), stack: {}, catalogs: [{ ...exporters[0], definition }], dashboards: [board] };
    const settings = { ...model.settings, identityLabels };
    return runChecks({ ...model, settings } as Model, expressionChecks).map(({ check }) => check);
  };
  const query = (expr: string) => ({ targets: [{ expr }] });

  it("may count alerts of any name", () => {
    expect(found([query('count(ALERTS{alertname=~"Disk.*", alertstate="firing"})')])).toEqual([]);
    expect(found([query('count(ALERTS{alertstate="fire"})')])).toEqual(["promql-label-value"]);
  });

  it("may have a variable for an operator, if all of its values are one", () => {
    const variable = (query: string) => ({ name: "absent", type: "custom", query });
    for (const [text, query] of [
      ["$absent", "or, unless"],
      ["$".concat("{absent}"), "With : or, Without : unless"],
    ] as const)
      expect(found([{ targets: [{ expr: `up ${text} on (job) up == 0` }] }], [variable(query)])).toEqual([]);
    expect(found([query("up $absent on (job) up == 0")], [variable("or, neither")])).toEqual(["promql-syntax"]);
    expect(found([query("up $absent on (job) up == 0")])).toEqual(["promql-syntax"]);
  });

  it("may have thresholds that colour nothing", () => {
    const panel = (expr: string, values: readonly (number | null)[], mappings: readonly object[] = []) => {
      const thresholds = { mode: "absolute", steps: values.map((value) => ({ color: "red", value })) };
      return found([{ ...query(expr), fieldConfig: { defaults: { mappings, thresholds } } }]);
    };
    const mapped = (more: object) => ({ type: "value", options: { 0: { text: "Down", ...more } } });
    expect(panel("up", [null, 80])).toEqual(["panel-threshold"]);
    expect(panel("up", [null, 80], [mapped({ color: "red" })])).toEqual([]);
    expect(panel("up", [null, 80], [mapped({})])).toEqual(["panel-threshold"]);
    expect(panel("count(up)", [0, 3])).toEqual([]);
    expect(panel("count(up)", [null, 0, 3])).toEqual([]);
    expect(panel("up", [null, -1])).toEqual(["panel-threshold"]);
  });

  it("may match series of one cluster, where a variable has one value", () => {
    const expr = 'node_load1{cluster=~"$cluster|"} / on (instance) node_load5{cluster=~"$cluster"}';
    const variable = (more: object) => [{ name: "cluster", type: "query", ...more }];
    expect(found([query(expr)], variable({ multi: false }), ["cluster"])).toEqual([]);
    expect(found([query(expr)], variable({ multi: true }), ["cluster"])).toEqual(["rule-identity"]);
    expect(found([query(expr)], variable({ includeAll: true }), ["cluster"])).toEqual(["rule-identity"]);
    expect(found([query(expr)], [], ["cluster"])).toEqual(["rule-identity"]);
    expect(found([query(expr.replaceAll("=~", "="))], [], ["cluster"])).toEqual([]);
  });
});

describe("rules that stand alone", () => {
  const found = (rules: string) => {
    const { groups } = readRuleFile("x.yml", `groups: [{ name: a, rules: ${rules} }]`);
    const model = { ...exampleModel({}), stack: {}, catalogs: [], rules: groups };
    return runChecks(model, expressionChecks).map(({ check, message }) => `${check}: ${message}`);
  };

  it("wait for an absent series as long as the project scrapes twice", () => {
    const absent = (metric: string, wait: string) => found(`[{ alert: A, expr: absent(${metric}), for: ${wait} }]`);
    expect(absent("other", "30s")).toEqual([]);
    expect(absent("other", "29s")).toEqual([
      "alert-absent-wait: fires at the first missing scrape, and at every start of Prometheus: `for` is 29s",
    ]);
    // A scrape that fails leaves a sample of `up`.
    expect(absent("up", "0s")).toEqual([
      "alert-absent-wait: fires at a change of targets, and at every start of Prometheus: `for` is 0s",
    ]);
  });

  it("may add to what they recorded before, if there is something to begin with", () => {
    const records = (expr: string) => found(`[{ record: "a:used:sum", expr: "${expr}" }]`);
    expect(records("other + (a:used:sum offset 1m or vector(0))")).toEqual([]);
    expect(records("other + (a:used:sum offset 1m or absent(a:used:sum offset 1m) * 0)")).toEqual([]);
    expect(records("other unless a:used:sum > 5")).toEqual([]);
    for (const expr of ["other + a:used:sum offset 1m", "a:used:sum or a:used:sum * 2", "a:used:sum unless other"])
      expect(records(expr)).toEqual([expect.stringContaining("promql-recording")]);
  });
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
