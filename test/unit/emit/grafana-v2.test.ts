import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { describe, expect, it } from "vitest";
import { autoRow, defineDashboard, line, row, showIf, tab, ungrouped } from "../../../lib/authoring/define.ts";
import { labelVariable, stat } from "../../../lib/authoring/panels/index.ts";
import { dashboardChecks } from "../../../lib/checks/dashboards.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { boardChanges } from "../../../lib/diff/dashboards.ts";
import { diff } from "../../../lib/diff/diff.ts";
import type { Json } from "../../../lib/diff/json.ts";
import { readFiles } from "../../../lib/diff/snapshot.ts";
import { composeTarget } from "../../../lib/emit/emit.ts";
import { compileDashboard, emitDashboards } from "../../../lib/emit/grafana.ts";
import { specV2 } from "../../../lib/emit/grafana-v2.ts";
import type { AutoGrid, Condition, Row, ShowIf } from "../../../lib/model/model.ts";
import { formatProblem } from "../../../lib/model/problem.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { pullDashboard } from "../../../lib/pull/dashboard.ts";
import { classicOfV2, specV2Of } from "../../../lib/pull/schema-v2.ts";
import { resourceProblems, validateFiles } from "../../../lib/schemas/validate.ts";

const model = await loadModel(".");
const settings = { ...model.settings, grafana: { ...model.settings.grafana, schema: "v2" as const } };

it.each(model.dashboards.map(({ name, json }) => [name, json] as const))(
  "says the same of %s in schema v2",
  (name, json) => {
    const { board, lost } = classicOfV2(specV2(json) as unknown as Json);
    expect(lost).toEqual([]);
    expect(boardChanges(name, json as unknown as Json, board)).toEqual([]);
  },
);

describe("tabs and conditions", () => {
  const up = (title: string) =>
    line(4, [stat(title, { description: "Answers.", unit: "none", query: promql`up{instance=~"$instance"}` })]);
  const variables = [labelVariable("instance", promql`up`)];
  const redis: ShowIf = { variable: "instance", is: "redis" };
  const definition = defineDashboard({
    title: "Servers",
    question: "Are they up?",
    variables,
    rows: [
      ...tab("Overview", ungrouped(up("All"))),
      ...tab("Databases", showIf(redis, row("Redis", up("Redis"))), row("MySQL", up("MySQL"))),
    ],
  });
  const compiled = (schema: "classic" | "v2") =>
    compileDashboard("servers", definition, { ...settings, grafana: { ...settings.grafana, schema } });
  const layout = specV2(compiled("v2")).layout;

  it("are a layout of tabs, with rows where a tab has several", () => {
    expect(layout).toMatchObject({
      kind: "TabsLayout",
      spec: {
        tabs: [
          { spec: { title: "Overview", layout: { kind: "GridLayout", spec: { items: [{ spec: { y: 0 } }] } } } },
          {
            spec: {
              title: "Databases",
              layout: {
                kind: "RowsLayout",
                spec: {
                  rows: [
                    {
                      spec: {
                        title: "Redis",
                        conditionalRendering: {
                          kind: "ConditionalRenderingGroup",
                          spec: {
                            visibility: "show",
                            condition: "and",
                            items: [
                              {
                                kind: "ConditionalRenderingVariable",
                                spec: { variable: "instance", operator: "equals", value: "redis" },
                              },
                            ],
                          },
                        },
                      },
                    },
                    { spec: { title: "MySQL" } },
                  ],
                },
              },
            },
          },
        ],
      },
    });
  });

  it("are rows below each other in classic JSON, which has no other field for them", () => {
    const heads = compiled("classic").panels?.filter(({ type }) => type === "row");
    expect(heads?.map(({ title }) => title)).toEqual(["Overview", "Redis", "MySQL"]);
    expect(heads?.every((head) => !("tab" in head) && !("showIf" in head))).toBe(true);
  });

  it("are refused where a row has no head to hold them", () => {
    const compiled = (rows: readonly Row[]) => () => compileDashboard("servers", { ...definition, rows }, settings);
    expect(compiled([showIf(redis, ungrouped(up("One")))])).toThrow("a row without a title cannot have a condition");
    expect(compiled([autoRow("", [])])).toThrow("a row without a title cannot have an auto grid");
    expect(compiled(tab("One", showIf(redis, ungrouped(up("One")))))).not.toThrow();
  });

  it.each<[string, ShowIf]>([
    ["a value", redis],
    ["another value", { variable: "instance", isNot: "a" }],
    ["all of two", { all: [{ variable: "instance", matches: "a.*" }, { hasData: true }] }],
    ["any of two", { any: [{ variable: "instance", doesNotMatch: "a" }, { timeRangeUpTo: "7d" }] }],
    ["the contrary of one", { not: { timeRangeUpTo: "7d" } }],
    ["the contrary of any of two", { not: { any: [{ variable: "instance", is: "a" }, { hasData: true }] } }],
  ])("are read back as they were written: %s", (_, condition) => {
    const rows = [...tab("A", showIf(condition, row("One", up("One")))), ...tab("B", row("Two", up("Two")))];
    const json = compileDashboard("servers", { ...definition, rows }, settings);
    const { board, lost } = classicOfV2(specV2(json) as unknown as Json, true);
    expect(lost).toEqual([]);
    expect(boardChanges("servers", json as unknown as Json, board)).toEqual([]);
    expect(board.panels).toMatchObject([{ tab: "A", showIf: condition }, {}, { tab: "B" }, {}]);
    const ofTab = [
      ...showIf(condition, tab("A", row("One", up("One")), row("Two"))),
      ...tab("B", row("B", up("Three"))),
    ];
    const tabbed = compileDashboard("servers", { ...definition, rows: ofTab }, settings);
    const read = classicOfV2(specV2(tabbed) as unknown as Json, true);
    expect(read.lost).toEqual([]);
    expect(boardChanges("servers", tabbed as unknown as Json, read.board)).toEqual([]);
    expect(read.board.panels).toMatchObject([
      { tab: "A", tabShowIf: condition },
      {},
      { title: "Two", tabShowIf: condition },
      { tab: "B" },
      {},
    ]);
  });

  it("of a tab stand at the tab, and nowhere in classic JSON", () => {
    const rows = showIf({ hasData: true }, tab("A", row("One", up("One"))));
    const spec = specV2(compileDashboard("servers", { ...definition, rows }, settings)) as unknown as Json;
    expect(spec.layout).toMatchObject({
      spec: {
        tabs: [{ spec: { title: "A", conditionalRendering: { spec: { items: [{ spec: { value: true } }] } } } }],
      },
    });
    expect(JSON.stringify(spec).match(/conditionalRendering/g)).toHaveLength(1);
    expect(JSON.stringify(compileDashboard("servers", { ...definition, rows }))).not.toMatch(/showIf/i);
  });

  it("of a tab are compared, and found where they contradict each other", () => {
    const board = (rows: readonly Row[]) => compileDashboard("servers", { ...definition, rows }, settings);
    const changes = boardChanges(
      "servers",
      board(tab("A", row("One"))) as unknown as Json,
      board(showIf({ hasData: true }, tab("A", row("One")))) as unknown as Json,
    );
    expect(changes.map(({ sentence }) => sentence).join()).toContain("tabShowIf");
    const problems = (rows: readonly Row[]) =>
      dashboardChecks
        .filter(({ name }) => name === "dashboard-tab")
        .flatMap((check) => [
          ...check.find({ ...model, dashboards: [{ name: "a", file: "a.ts", definition, json: board(rows) }] }),
        ])
        .map(({ message }) => message);
    const [one, two] = [row("One"), row("Two")];
    expect(problems([...showIf({ hasData: true }, tab("A", one, two)), ...tab("B", row("B"))])).toEqual([]);
    expect(problems([...showIf({ hasData: true }, tab("A", one)), ...tab("A", two)])).toEqual([
      'the rows of the tab "A" say different conditions for it',
    ]);
    expect(problems(showIf({ hasData: true }, [one]))).toEqual([
      'the row "One" has the condition of a tab, and is in none',
    ]);
  });

  it.each<[string, AutoGrid]>([
    ["three columns", {}],
    ["four columns of short panels", { columns: 4, height: "short", width: "narrow" }],
    ["sizes in pixels, to fill the screen", { columns: 5, height: 200, width: 300, fillScreen: true }],
  ])("of panels stand in an auto grid, which is read back as it was written: %s", (_, grid) => {
    const shown = (title: string) => stat(title, { description: "Answers.", unit: "none", query: promql`up` });
    const all = ["A", "B", "C", "D", "E", "F", "G"].map(shown);
    const [first, ...others] = all as [(typeof all)[number], ...typeof all];
    const rows = [autoRow("Engines", [showIf({ hasData: true }, first), ...others], grid), row("Others", up("Other"))];
    const json = compileDashboard("servers", { ...definition, rows }, settings);
    const spec = specV2(json) as unknown as Json;
    const { board, lost } = classicOfV2(spec, true);
    expect(lost).toEqual([]);
    expect(boardChanges("servers", json as unknown as Json, board)).toEqual([]);
    expect(board.panels).toMatchObject(
      [
        { title: "Engines", autoGrid: grid },
        { title: "A", showIf: { hasData: true } },
      ].concat(Array(6).fill({}), [{ title: "Others" } as never, {} as never]),
    );
    expect(
      resourceProblems(
        { apiVersion: "x", kind: "Dashboard", metadata: { name: "x" }, spec: JSON.parse(JSON.stringify(spec)) },
        { file: "", path: [] },
      ),
    ).toEqual([]);
    // Classic JSON has the same panels at the same places, and no word of conditions.
    const classic = compileDashboard("servers", { ...definition, rows });
    expect(JSON.stringify(classic)).not.toMatch(/showIf|autoGrid/);
    expect(classic.panels?.map(({ gridPos }) => gridPos)).toEqual(json.panels?.map(({ gridPos }) => gridPos));
    // What is pulled from it is what was written.
    const code = pullDashboard("servers", board);
    expect(code).toMatch(/showIf\(\s*\{ hasData: true \},\s*panels\./);
    expect(code).toMatch(/autoRow\(\s*"Engines"/);
  });

  it("of a panel are found where no auto grid is", () => {
    const panel = showIf(
      { variable: "engine", is: "x" },
      stat("A", { description: "A.", unit: "none", query: promql`up` }),
    );
    const problems = (...rows: Row[]) => {
      const json = compileDashboard("servers", { ...definition, variables: [], rows }, settings);
      const board = { name: "servers", file: "dashboards/servers.ts", definition, json };
      return dashboardChecks.flatMap((check) =>
        [...check.find({ ...model, dashboards: [board] })].map(({ message }) => message),
      );
    };
    const undefinedVariable = "$engine is used but not defined";
    expect(problems(autoRow("A", [panel]))).toEqual([undefinedVariable]);
    const alone = "has a condition, and stands in no auto grid: it is always shown";
    expect(problems(row("A", line(4, [panel])))).toEqual([undefinedVariable, alone]);
    expect(problems({ ...row("A", line(4, [panel])), collapsed: true })).toEqual([undefinedVariable, alone]);
    expect(problems(autoRow("A", [panel], { columns: 1.5 }))).toContain("1.5 columns");
  });

  it("read a variable, which must be defined", () => {
    const variable = (name: string): Condition => ({ variable: name, is: "redis" });
    const rows = [showIf(variable("engine"), row("Redis", up("Redis")))];
    const ofTab = showIf(variable("engine"), tab("Redis", row("Redis", up("Redis"))));
    const json = compileDashboard("servers", { ...definition, rows }, settings);
    const board = { name: "servers", file: "dashboards/servers.ts", definition, json };
    const problems = dashboardChecks.flatMap((check) => [...check.find({ ...model, dashboards: [board] })]);
    expect(problems.map(({ message }) => message)).toEqual(["$engine is used but not defined"]);
    const tabbed = { ...board, json: compileDashboard("servers", { ...definition, rows: ofTab }, settings) };
    const found = dashboardChecks.flatMap((check) => [...check.find({ ...model, dashboards: [tabbed] })]);
    expect(found.map(({ message }) => message)).toEqual(["$engine is used but not defined"]);
  });
});

it("is a resource, whose elements keep their names when panels move", () => {
  const files = emitDashboards({ ...model, settings }, composeTarget(model));
  const resource = JSON.parse(files[0]?.text ?? "");
  expect(resource).toMatchObject({
    apiVersion: "dashboard.grafana.app/v2",
    kind: "Dashboard",
    metadata: { name: model.dashboards[0]?.name, annotations: { "grafana.app/folder": settings.grafana.folder.uid } },
  });
  const names = Object.keys(specV2Of(resource)?.elements ?? {});
  expect(names.length).toBeGreaterThan(5);
  expect(names.every((name) => /^panel-\d+$/.test(name))).toBe(true);
});

it("compares across schemas without noise", () => {
  const classic = readFiles(emitDashboards(model, composeTarget(model)));
  const v2 = readFiles(emitDashboards({ ...model, settings }, composeTarget(model)));
  expect(diff(classic, v2)).toEqual([]);
});

it("has the published types of schema v2", () => {
  const files = emitDashboards({ ...model, settings }, composeTarget(model));
  expect(files.filter(({ resource }) => resource !== undefined)).toHaveLength(files.length);
  expect(validateFiles(files).map(formatProblem)).toEqual([]);
  const [first] = files;
  const resource = first?.resource as { spec: object };
  const wrong = { ...resource, spec: { ...resource.spec, timeSettings: { from: "now-6h", until: "now" } } };
  expect(resourceProblems(wrong, { file: "x", path: [] }).map(({ message }) => message)).toContain(
    'unknown field "until"',
  );
});

it("writes what a panel's link has in schema v2, and leaves out rows without a list of panels", () => {
  const links = [{ type: "link", icon: "x", title: "Docs", url: "https://a", tags: [], targetBlank: true }];
  const panels = [
    { type: "row", id: 1, title: "Row", collapsed: false },
    { type: "table", id: 2, links },
  ];
  const spec = specV2({ title: "Board", weekStart: "", panels } as unknown as Dashboard) as unknown as Json;
  expect(spec.elements).toMatchObject({
    "panel-2": { spec: { links: [{ title: "Docs", url: "https://a", targetBlank: true }] } },
  });
  expect(JSON.stringify(spec)).not.toMatch(/icon|weekStart/);
});

it("refuses nothing of a board that was drawn in Grafana", () => {
  const old = {
    title: "Old",
    style: "dark",
    links: [{ title: "x" }],
    gnetId: null,
    panels: [{ type: "table", id: 1 }],
  };
  const definition = defineDashboard({ title: "Old", question: "", rows: [], plain: true, settings: old });
  const board = { name: "old", file: "dashboards/old.ts", definition };
  const files = (plain: boolean) =>
    emitDashboards(
      {
        ...model,
        dashboards: [
          {
            ...board,
            definition: plain ? definition : { ...definition, plain: undefined },
            json: compileDashboard("old", definition, model.settings),
          },
        ],
      } as typeof model,
      composeTarget(model),
    );
  expect(validateFiles(files(true))).toEqual([]);
  expect(validateFiles(files(false)).length).toBeGreaterThan(0);
});

/** Fields beside which a server that reads strictly takes no others. Source: dashboard_spec.cue of Grafana 13 */
const usual = ["name", "label", "description", "hide", "skipUrlSync"];
const noise = { useTags: false, auto: false, auto_min: "10s", auto_count: 30, regex: "", sort: 0, refresh: 1 };

it.each([
  ["constant", { query: "a" }, ["current", "query"]],
  ["textbox", { query: "a" }, ["current", "query"]],
  ["custom", { query: "a,b" }, ["current", "query", "options", "multi", "includeAll", "allowCustomValue"]],
  ["interval", { query: "1m" }, ["current", "query", "options", "auto", "auto_min", "auto_count", "refresh"]],
  [
    "datasource",
    { query: "loki" },
    ["current", "pluginId", "options", "multi", "includeAll", "allowCustomValue", "regex", "refresh"],
  ],
  [
    "query",
    { query: "label_values(a)" },
    ["current", "query", "options", "multi", "includeAll", "allowCustomValue", "regex", "sort", "refresh"],
  ],
  ["adhoc", {}, ["baseFilters", "filters", "defaultKeys", "allowCustomValue"]],
  ["groupby", {}, ["current", "options", "multi"]],
])("has in schema v2 the fields of a variable of type %s, and no others", (type, more, fields) => {
  const datasource = { type: "prometheus", uid: "metrics" };
  const variable = { type, name: "a", label: "A", description: "x", datasource, current: { isNone: true }, ...noise };
  const json = { title: "Board", schemaVersion: 42, templating: { list: [{ ...variable, ...more }] } };
  const spec = specV2(json as unknown as Dashboard) as unknown as Json;
  const [written] = spec.variables as { spec: object; datasource?: object }[];
  expect(Object.keys(written?.spec ?? {}).sort()).toEqual([...usual, ...fields].sort());
  if (fields.includes("current")) expect(written?.spec).toMatchObject({ current: { text: "", value: "" } });
  const { board } = classicOfV2(spec);
  const own = ["query", "adhoc", "groupby"].includes(type) ? { datasource } : {};
  expect(board.templating).toMatchObject({ list: [{ type, name: "a", ...own }] });
});

it("fills in what schema v2 requires and old boards lack, and leaves out what means nothing", () => {
  const panels = [
    { type: "row", id: 1, title: "Row", repeat: null, panels: [] },
    { type: "table", id: 2, repeat: "", fieldConfig: {}, transformations: [{ id: "merge" }] },
  ];
  const json = { title: "Board", refresh: false, links: [{ title: "Docs", url: "https://example.org" }], panels };
  expect(specV2(json as unknown as Dashboard)).toMatchObject({
    timeSettings: { autoRefresh: "" },
    links: [{ title: "Docs", type: "link", icon: "", tooltip: "", tags: [], keepTime: false }],
    elements: {
      "panel-2": {
        spec: {
          description: "",
          data: { spec: { transformations: [{ group: "merge", spec: { options: {} } }] } },
          vizConfig: { spec: { fieldConfig: { defaults: {}, overrides: [] } } },
        },
      },
    },
  });
  expect(JSON.stringify(specV2(json as unknown as Dashboard))).not.toContain("repeat");
});
