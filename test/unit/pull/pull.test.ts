import * as units from "@grafana/grafana-foundation-sdk/units";
import { describe, expect, it } from "vitest";
import * as define from "../../../lib/authoring/define.ts";
import * as panels from "../../../lib/authoring/panels/index.ts";
import { compileDashboard } from "../../../lib/emit/grafana.ts";
import type { DashboardDefinition } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { print } from "../../../lib/pull/code.ts";
import { pullDashboard } from "../../../lib/pull/dashboard.ts";
import { panelMethods } from "../../../lib/pull/fields.ts";
import { queryMethods, tagged } from "../../../lib/pull/queries.ts";
import { asLoaded } from "../../../lib/pull/strict-diff.ts";
import { evaluate } from "../../support/evaluate-code.ts";

const modules = { "bigdata-monitoring": { ...define, panels, promql, units } };

const panel = (title: string, x: number, more: object = {}) => ({
  type: "timeseries",
  title,
  gridPos: { x, y: 0, w: 12, h: 8 },
  targets: [{ refId: "A", expr: "sum(rate(x_total[5m]))" }],
  ...more,
});
const pulled = (panels: readonly object[], more: object = {}) =>
  pullDashboard("board", { title: "Board", schemaVersion: 39, panels, ...more });

describe("a pulled dashboard", () => {
  it("stands in lines where the panels do, and at places where they do not", () => {
    expect(pulled([panel("a", 0), panel("b", 12)])).toContain("ungrouped(\n  line(8, [");
    expect(pulled([panel("a", 0), panel("b", 14)])).toContain("ungrouped(\n  withGridPos(8, [");
  });

  it("shares what it says more than once", () => {
    const fieldConfig = { defaults: { custom: { drawStyle: "line", lineInterpolation: "smooth", pointSize: 7 } } };
    const code = pulled([panel("a", 0, { fieldConfig }), panel("b", 12, { fieldConfig })]);
    expect(code.match(/smooth/g)).toHaveLength(1);
    expect(code).toContain("const fieldConfig = {");
  });

  it("imports what it uses, and nothing else", () => {
    const code = pulled([panel("stat of line row", 0, { options: { legend: {}, tooltip: {} } })]);
    expect(code.split("\n\n")[0]).toBe(
      'import { defineDashboard, line, panels, promql, ungrouped } from "bigdata-monitoring";',
    );
  });

  it("names jobs by the project's function, where it has one", () => {
    const jobs = { path: "../stack.ts", services: ["kafka-exporter"] };
    const targets = [{ refId: "A", expr: 'up{job="kafka-exporter"} or up{job="other"}' }];
    const code = pullDashboard("board", { title: "Board", panels: [panel("a", 0, { targets })] }, jobs);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the code to write.
    expect(code).toContain('up{${job("kafka-exporter")}} or up{job="other"}');
    expect(code).toContain('import { job } from "../stack.ts";');
  });
});

it.each([
  ['sum(rate(x_total{job="a"}[5m]))', "prometheus", {}],
  ['{job="a"} |= "error"', "loki", {}],
  ['sum(rate(x_total{job="a"}[5m]))', "prometheus", { format: "heatmap", legendFormat: "{{le}}" }],
])("asks %s of %s for an instant, for a range, or for both as the dashboard does", (expr, type, more) => {
  const asked = (times: object) => {
    const target = { refId: "A", expr, datasource: { type, uid: "a" }, ...more, ...times };
    const code = pulled([panel("a", 0, { targets: [target] })]);
    const [first] = compileDashboard("board", evaluate(code, modules) as DashboardDefinition).panels ?? [];
    const [{ instant, range }] = (first as unknown as { targets: [{ instant?: boolean; range?: boolean }] }).targets;
    return [instant ?? false, range ?? instant !== true];
  };
  expect(asked({})).toEqual([false, true]);
  expect(asked({ instant: true })).toEqual([true, false]);
  expect(asked({ instant: true, range: false })).toEqual([true, false]);
  expect(asked({ instant: true, range: true })).toEqual([true, true]);
});

it("is plain where a panel has no version, which the defaults would give it", () => {
  const house = {
    ...{ tags: ["bigdata"], time: { from: "now-6h", to: "now" }, refresh: "30s", graphTooltip: 1 },
    ...{ editable: true, fiscalYearStartMonth: 0, timezone: "browser" },
  };
  const versioned = { pluginVersion: "9.4.0" };
  expect(pulled([panel("a", 0, versioned)], house)).not.toContain("plain: true");
  expect(pulled([panel("a", 0, versioned), panel("b", 12)], house)).toContain("plain: true");
});

describe("the methods of a pulled dashboard", () => {
  const options = { description: "", unit: "s", query: promql`up` };
  const builders = {
    timeseries: panels.timeseries("", options),
    stat: panels.stat("", options),
    gauge: panels.gauge("", options),
    barGauge: panels.barGauge("", options),
    pie: panels.pie("", options),
    heatmap: panels.heatmap("", options),
    stateTimeline: panels.stateTimeline("", options),
    statusHistory: panels.statusHistory("", options),
    note: panels.note("", { ...options, content: "" }),
    logs: panels.logs("", { ...options, expr: '{job="a"}' }),
    table: panels.table("", { ...options, labels: {}, values: [] }),
  };
  it.each(Object.entries(builders))("are methods of the SDK: %s", (_, builder) => {
    expect(panelMethods.filter((name) => !(name in builder))).toEqual([]);
  });
  it("are methods of the SDK: query", () => {
    expect(queryMethods.filter((name) => !(name in panels.query(promql`up`)))).toEqual([]);
  });
});

describe("an expression in a promql tag", () => {
  const code = (expr: string) => print(tagged(expr)?.code ?? "");

  it("is formatted", () => {
    expect(tagged("sum(up)by(job)")?.text).toBe("sum by (job) (up)");
    expect(code("sum(up)by(job)")).toBe("promql`sum by (job) (up)`");
  });

  it("keeps comments and backslashes, and is a string where a template would take part of it for its own", () => {
    expect(tagged("sum(up) # all")?.text).toBe("sum(up) # all");
    expect(code('up{job=~"a\\\\.b"}')).toBe('promql`up{job=~"a\\\\.b"}`');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana, and the code to write.
    expect(code('up{job="${job}"}')).toBe("promql`${'up{job=\"${job}\"}'}`");
  });

  it("is none where Prometheus would not read it", () => {
    expect(tagged('{job="web"} |= "error"')).toBeUndefined();
    expect(tagged("sum(rate(up[5m])) offset 1w > 0")).toBeUndefined();
  });
});

it("lays out rows of old dashboards as Grafana does", () => {
  const old = {
    rows: [
      { title: "one", showTitle: true, height: "250px", panels: [{ span: 6 }, { span: 6 }, { span: 12 }] },
      { title: "two", collapse: true, panels: [{ span: 4 }] },
    ],
  };
  const { panels } = asLoaded(old) as { panels: { gridPos: object; panels?: unknown[] }[] };
  expect(panels.map(({ gridPos }) => Object.values(gridPos).join())).toEqual([
    "0,0,24,1",
    "0,1,12,7",
    "12,1,12,7",
    "0,8,24,7",
    "0,15,24,1",
  ]);
  expect(panels[4]?.panels).toHaveLength(1);
});

it("leaves out the flag that old dashboards have in place of a panel's options", () => {
  const old = { panels: [{ type: "row", options: true, panels: [{ type: "graph", options: false }] }, null] };
  expect(asLoaded(old)).toEqual({ panels: [{ type: "row", panels: [{ type: "graph" }] }, null] });
});
