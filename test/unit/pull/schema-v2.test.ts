import { describe, expect, it } from "vitest";
import { dashboardOf } from "../../../lib/cli/check/external.ts";
import { pullDashboard } from "../../../lib/pull/dashboard.ts";
import { classicOfV2, specV2Of, uidOfResource } from "../../../lib/pull/schema-v2.ts";
import { autoGrid, condition, grid, gridItem, resourceV2, rows, specV2, tabs } from "../../fixtures/boards/v2.ts";

const classic = (layout: object) => classicOfV2(specV2(layout));
const placesOf = ({ board }: ReturnType<typeof classic>) =>
  (board.panels as { title: string; type: string; gridPos: { x: number; y: number; w: number; h: number } }[]).map(
    ({ title, type, gridPos: { x, y, w, h } }) => `${title} ${type} ${x},${y} ${w}x${h}`,
  );

const twoPanels = grid(gridItem("cpu", 0, 0), gridItem("memory", 12, 0));

describe("schema v2", () => {
  it("is recognized as a resource and as a bare spec", () => {
    const resource = resourceV2(twoPanels);
    expect(specV2Of(resource)).toBe(resource.spec);
    expect(specV2Of(resource.spec)).toBe(resource.spec);
    expect(uidOfResource(resource)).toBe("host");
    expect([specV2Of({ panels: [] }), specV2Of(null), specV2Of({ spec: null })]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("keeps a grid whole", () => {
    const { board, lost } = classic(twoPanels);
    expect(lost).toEqual([]);
    expect(board).toMatchObject({
      title: "Host",
      graphTooltip: 1,
      refresh: "1m",
      time: { from: "now-6h", to: "now" },
      annotations: { list: [{ builtIn: 1, type: "dashboard", datasource: { uid: "-- Grafana --" } }] },
      templating: {
        list: [
          {
            type: "query",
            hide: 1,
            refresh: 2,
            sort: 1,
            query: { query: "label_values(up, instance)" },
            datasource: { type: "prometheus", uid: "prometheus" },
          },
          { type: "datasource", query: "prometheus" },
        ],
      },
    });
    expect((board.panels as object[])[0]).toMatchObject({
      id: 1,
      type: "timeseries",
      title: "CPU",
      interval: "1m",
      datasource: { type: "prometheus", uid: "prometheus" },
      targets: [{ expr: "node_load1", refId: "A" }],
      fieldConfig: { defaults: { unit: "percentunit" } },
    });
  });

  it("keeps rows whole, collapsed and repeated ones too", () => {
    const found = classic(
      rows(
        [
          "",
          grid(gridItem("cpu", 0, 0, { repeat: { mode: "variable", value: "instance", direction: "h" } })),
          { hideHeader: true },
        ],
        ["More", grid(gridItem("memory", 0, 3)), { collapse: true, repeat: { mode: "variable", value: "instance" } }],
      ),
    );
    expect(found.lost).toEqual([]);
    expect(placesOf(found)).toEqual(["CPU timeseries 0,0 12x8", "More row 0,8 24x1"]);
    expect(found.board.panels).toMatchObject([
      { repeat: "instance", repeatDirection: "h" },
      { repeat: "instance", collapsed: true, panels: [{ title: "Memory", gridPos: { y: 9 } }] },
    ]);
  });

  it("makes rows of tabs, and names them as lost", () => {
    const found = classic(tabs(["Overview", grid(gridItem("cpu", 0, 0))], ["Details", autoGrid("memory")]));
    expect(placesOf(found)).toEqual([
      "Overview row 0,0 24x1",
      "CPU timeseries 0,1 12x8",
      "Details row 0,9 24x1",
      "Memory timeseries 0,10 12x8",
    ]);
    expect(found.lost).toEqual([
      'the tabs "Overview", "Details", now rows',
      'the auto grid of "Details", laid out with fixed sizes',
    ]);
  });

  it("keeps tabs where the definition can say them, and names what of them is lost", () => {
    const inner = rows(["", grid(gridItem("memory", 0, 0)), { hideHeader: true }]);
    const layout = tabs(
      ["Overview", grid(gridItem("cpu", 0, 0)), { fillScreen: true, repeat: { mode: "variable", value: "instance" } }],
      ["Details", inner],
    );
    const { board, lost } = classicOfV2(specV2(layout), true);
    expect(board.panels).toMatchObject([
      { type: "row", title: "Overview", tab: "Overview" },
      { title: "CPU" },
      { type: "row", title: "Details", tab: "Details" },
      { title: "Memory" },
    ]);
    expect(lost).toEqual([
      'that the tab "Overview" is repeated',
      'that the tab "Overview" fills the screen',
      'that the row "Details" has no heading',
    ]);
  });

  it("keeps the condition of a tab where the definition can say it", () => {
    const shown = (items: object[], visibility: string) => ({
      conditionalRendering: { kind: "ConditionalRenderingGroup", spec: { visibility, condition: "and", items } },
    });
    const hasData = { kind: "ConditionalRenderingData", spec: { value: true } };
    const layout = tabs(
      ["Overview", grid(gridItem("cpu", 0, 0)), shown([hasData], "show")],
      ["Details", grid(gridItem("memory", 0, 0)), shown([hasData], "hide")],
      ["More", grid(gridItem("disk", 0, 0)), shown([{ kind: "ConditionalRenderingUserTeam", spec: {} }], "show")],
    );
    const { board, lost } = classicOfV2(specV2(layout), true);
    expect(board.panels).toMatchObject([
      { title: "Overview", tab: "Overview", tabShowIf: { hasData: true } },
      { title: "CPU" },
      { title: "Details", tab: "Details", tabShowIf: { not: { hasData: true } } },
      { title: "Memory" },
      { title: "More", tab: "More" },
    ]);
    expect(lost).toContain('the condition to show the tab "More"');
    expect(pullDashboard("host", board)).toContain("tabShowIf: { hasData: true }");
  });

  it("names the condition of a row without a heading, which a definition has no place for", () => {
    const hasData = { kind: "ConditionalRenderingData", spec: { value: true } };
    const shown = { ...condition, spec: { ...condition.spec, items: [hasData] } };
    const layout = rows(["", grid(gridItem("cpu", 0, 0)), { hideHeader: true, conditionalRendering: shown }]);
    expect(classicOfV2(specV2(layout), true).lost).toContain('the condition to show the row ""');
    const headed = rows(["", grid(gridItem("cpu", 0, 0)), { conditionalRendering: shown }]);
    const { board, lost } = classicOfV2(specV2(headed), true);
    expect(lost).not.toContain('the condition to show the row ""');
    expect(pullDashboard("host", board)).toContain("showIf: { hasData: true }");
  });

  it("keeps an auto grid of a row or a tab, with the conditions of its panels", () => {
    const hasData = { kind: "ConditionalRenderingData", spec: { value: true } };
    const shown = { ...condition, spec: { ...condition.spec, items: [hasData] } };
    const grid = autoGrid("cpu", "memory");
    const [cpu, memory] = grid.spec.items;
    const items = [{ ...cpu, spec: { ...cpu?.spec, conditionalRendering: shown } }, memory];
    const layout = tabs(["Overview", { ...grid, spec: { ...grid.spec, items } }]);
    const { board, lost } = classicOfV2(specV2(layout), true);
    expect(lost).toEqual([]);
    expect(board.panels).toMatchObject([
      { title: "Overview", tab: "Overview", autoGrid: { columns: 2 } },
      { title: "CPU", showIf: { hasData: true }, gridPos: { x: 0, y: 1, w: 12, h: 8 } },
      { title: "Memory", gridPos: { x: 12, y: 1, w: 12, h: 8 } },
    ]);
    const code = pullDashboard("host", board);
    expect(code).toMatch(/autoRow\(\s*"Overview"/);
    expect(code).toMatch(/showIf\(\s*\{ hasData: true \}/);
    // Outside of rows and tabs, and in classic JSON, there is no word for it.
    expect(classicOfV2(specV2(grid), true).lost).toEqual(["the auto grid, laid out with fixed sizes"]);
    expect(classic(layout).lost).toContain('the condition to show the panel "CPU"');
  });

  it("names conditions, nested rows, and panels that nothing shows", () => {
    const nested = rows(["Inner", grid(gridItem("cpu", 0, 0, { conditionalRendering: condition }))]);
    const found = classic(tabs(["Outer", nested, { conditionalRendering: condition }]));
    expect(found.lost).toEqual([
      'the tabs "Outer", now rows',
      'the condition to show the tab "Outer"',
      'the rows inside of "Outer", now beside it',
      'the condition to show the panel "CPU"',
      "the panel memory, which the layout does not show",
    ]);
    expect(placesOf(found).map((place) => place.split(" ")[0])).toEqual(["Outer", "Inner", "CPU"]);
  });

  it("is checked like classic JSON", () => {
    const { json } = dashboardOf("host.json", resourceV2(twoPanels));
    expect(json.panels).toMatchObject([
      { targets: [{ expr: "node_load1", datasource: { type: "prometheus" } }] },
      { title: "Memory" },
    ]);
  });
});
