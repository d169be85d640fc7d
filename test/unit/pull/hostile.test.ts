import * as units from "@grafana/grafana-foundation-sdk/units";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as define from "../../../lib/authoring/define.ts";
import * as panels from "../../../lib/authoring/panels/index.ts";
import { runChecks } from "../../../lib/checks/check.ts";
import { checks } from "../../../lib/checks/index.ts";
import { dashboardShape, misshapenPart } from "../../../lib/diff/json.ts";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import { refusals } from "../../../lib/generated-code.ts";
import { defaultSettings } from "../../../lib/model/config.ts";
import type { DashboardDefinition, Model } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { allowedInDashboards, pullDashboard } from "../../../lib/pull/dashboard.ts";
import { strictDetails } from "../../../lib/pull/strict-diff.ts";
import { evaluate, hostileText, ran } from "../../support/evaluate-code.ts";
import { runs } from "../../support/properties.ts";

const jobs = { path: "../stack.ts", services: ["web"] };
const modules = {
  "bigdata-monitoring": { ...define, panels, promql, units },
  "../stack.ts": { job: (name: string) => `job="${name}"` },
};

const oneLine = hostileText.map((text) => text.replaceAll(/[\r\n]/g, ""));
const expr = fc.oneof(
  hostileText,
  oneLine.map((text) => `sum(up{job="web"}) # ${text}`),
  fc.tuple(oneLine, hostileText).map(([line, text]) => `up{a=~${JSON.stringify(text)}}\n  # ${line}\n  > 0 # ${line}`),
  hostileText.map((text) => `up{a="${text}", job="web"}`),
  hostileText.map((text) => `up{a=\`${text}\`}`),
);
const key = fc.oneof(
  hostileText,
  fc.constantFrom("__proto__", "constructor", "toString", "null", "true", "1", "Bytes", "enum", "settings"),
  fc.constantFrom("default", "let", "undefined", "await", "promql", "line"),
);
const settings = fc.dictionary(key, fc.oneof(hostileText, fc.integer(), fc.constantFrom(true, "undefined", [1])), {
  maxKeys: 4,
  noNullPrototype: true,
});
const shared = settings.map((inner) => ({
  ...inner,
  text: "long enough for a constant of its own: shared by two panels",
}));
const target = fc.record({ refId: fc.constantFrom("A", "X"), expr, legendFormat: hostileText });
const panel = fc.record({
  type: fc.oneof(fc.constantFrom("timeseries", "stat", "text", "table", "logs", "constructor"), hostileText),
  title: hostileText,
  description: hostileText,
  targets: fc.array(target, { maxLength: 2 }),
  options: shared,
  fieldConfig: fc.record({
    defaults: fc.record({
      unit: fc.oneof(hostileText, fc.constant("bytes")),
      custom: settings,
      displayName: hostileText,
    }),
    overrides: fc.array(
      fc.record({
        matcher: fc.record({ id: fc.constantFrom("byName", "toString", "byRegexp"), options: hostileText }),
        properties: fc.array(fc.record({ id: hostileText, value: shared }), { maxLength: 1 }),
      }),
      { maxLength: 2 },
    ),
  }),
});
const variable = fc.record({ type: fc.constant("query"), name: hostileText, label: hostileText, query: expr });
const title = fc.oneof(hostileText, fc.constantFrom("Enum", "Package", "Static", "Let", "Eval", "Yield", "数据"));
const board = fc.record({
  title: hostileText,
  description: fc.oneof(hostileText, fc.constant("@ts-nocheck")),
  tags: fc.array(hostileText, { maxLength: 2 }),
  refresh: hostileText,
  zzz: settings,
  templating: fc.record({ list: fc.uniqueArray(variable, { maxLength: 2, selector: ({ name }) => name }) }),
  panels: fc
    .array(fc.tuple(title, fc.array(panel, { maxLength: 2 })), { maxLength: 3 })
    .map((rows) =>
      rows.flatMap(([name, inner], i) => [
        { type: "row", title: name, collapsed: false, panels: [], gridPos: { x: 0, y: i * 9, w: 24, h: 1 } },
        ...inner.map((one, at) => ({ ...one, gridPos: { x: at * 12, y: i * 9 + 1, w: 12, h: 8 } })),
      ]),
    ),
});

it("is a definition of the same dashboard, whatever stands in it, and runs nothing", () => {
  fc.assert(
    fc.property(board, (json) => {
      const code = pullDashboard("board", json, jobs);
      expect(refusals(code, allowedInDashboards(jobs))).toEqual([]);
      const definition = evaluate(code, modules) as DashboardDefinition;
      const built = JSON.parse(JSON.stringify(compileDashboard("board", definition)));
      expect(strictDetails(json, built)).toEqual([]);
      expect(ran()).toBe(false);
    }),
    { numRuns: runs(30) },
  );
});

// What a template takes as a substitution, should its text be escaped wrongly.
const attacks = [
  String.raw`\${"$"}{"+(globalThis.ranForeignText=1)}`,
  String.raw`\\${"$"}{globalThis.ranForeignText=1}`,
  "\\`;globalThis.ranForeignText=1;`",
];

it.each(attacks)("keeps the comment %s of an expression, and does not run it", (attack) => {
  const asked = `up # ${attack}`;
  const json = { title: "x", panels: [{ type: "stat", title: "x", targets: [{ refId: "A", expr: asked }] }] };
  const definition = evaluate(pullDashboard("board", json, jobs), modules) as DashboardDefinition;
  expect(JSON.stringify(compileDashboard("board", definition))).toContain(JSON.stringify(asked).slice(1, -1));
  expect(ran()).toBe(false);
});

const json = fc.jsonValue({ depthSize: "small" });
const odd = (inner: fc.Arbitrary<unknown>) => fc.oneof({ weight: 40, arbitrary: inner }, json);
const oddRecord = (fields: Record<string, fc.Arbitrary<unknown>>) =>
  odd(
    fc.record(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, odd(value)])), {
      requiredKeys: [],
    }),
  );
const objects = fc.array(settings, { maxLength: 2 });
const oddPanel = oddRecord({
  ...{ type: fc.constantFrom("stat", "table", "row", "logs", "text"), title: fc.string(), collapsed: fc.boolean() },
  ...{ gridPos: oddRecord({ x: fc.nat(24), y: fc.nat(99), w: fc.nat(24), h: fc.nat(9) }), panels: objects },
  ...{
    targets: fc.array(oddRecord({ refId: fc.string(), expr: expr, datasource: json })),
    options: settings,
    links: objects,
  },
  fieldConfig: oddRecord({
    defaults: oddRecord({ unit: json, thresholds: oddRecord({ steps: objects }), mappings: json }),
    overrides: fc.array(oddRecord({ matcher: settings, properties: objects })),
  }),
  transformations: fc.array(oddRecord({ id: fc.constant("organize"), options: oddRecord({ renameByName: json }) })),
});

const variables = fc.array(oddRecord({ name: fc.string(), type: fc.constantFrom("query", "custom"), query: json }));
const annotations = fc.array(oddRecord({ name: fc.string(), expr: json, datasource: json, target: json }));

/** A model of one dashboard. */
const modelOf = (definition: DashboardDefinition): Model => ({
  ...{ settings: defaultSettings, stack: {}, teams: {}, links: { dashboards: "", runbooks: "" } },
  ...{ datasources: [], logs: [], logAlerts: [], catalogs: [], rules: [] },
  dashboards: [{ name: "board", file: "dashboards/board.ts", definition, json: compileDashboard("board", definition) }],
});

it("can be pulled whatever the types of its fields are, and checked unless a reader cannot read it", () => {
  const fields = { title: fc.string(), templating: oddRecord({ list: variables }) };
  const more = {
    tags: fc.array(fc.string()),
    time: json,
    refresh: json,
    annotations: oddRecord({ list: annotations }),
    links: objects,
  };
  let checked = 0;
  fc.assert(
    fc.property(oddRecord({ ...fields, ...more }), fc.array(oddPanel, { maxLength: 3 }), (rest, panels) => {
      const board = { ...Object(rest), panels };
      const code = pullDashboard("board", board, jobs);
      expect(refusals(code, allowedInDashboards(jobs))).toEqual([]);
      if (misshapenPart(board, dashboardShape) !== undefined) return;
      runChecks(modelOf(evaluate(code, modules) as DashboardDefinition), checks);
      checked++;
    }),
    { numRuns: runs(60) },
  );
  expect(checked).toBeGreaterThan(0);
});

it("names a query A whose name is null, and survives one that cannot be text", () => {
  const targets = [{ refId: null }, { refId: { toString: 0 } }];
  const definition = evaluate(pullDashboard("board", { panels: [{ type: "stat", targets }] }, jobs), modules);
  const [panel] = compileDashboard("board", definition as DashboardDefinition).panels ?? [];
  expect(panel).toMatchObject({ targets: [{ refId: "A" }, { refId: '{"toString":0}' }] });
});

it.each([
  [{ panels: [null] }, "panels[0] is null, and must be an object"],
  [{ panels: [{ panels: [{ targets: [[]] }] }] }, "panels[0].panels[0].targets[0] is a list, and must be an object"],
  [{ panels: [{ targets: [{ expr: 7 }] }] }, "panels[0].targets[0].expr is a number, and must be a text"],
  [{ panels: [{ targets: [{ refId: {} }] }] }, "panels[0].targets[0].refId is an object, and must be a text"],
  [{ annotations: { list: [{ name: {} }] } }, "annotations.list[0].name is an object, and must be a text"],
  [{ templating: { list: [{}] } }, "templating.list[0].name is missing, and must be a text"],
  [{ annotations: { list: "x" } }, "annotations.list is a string, and must be a list"],
  [{ panels: null, tags: null, templating: { list: null } }, undefined],
])("%j has a part that cannot be read: %s", (board, part) => expect(misshapenPart(board, dashboardShape)).toBe(part));
