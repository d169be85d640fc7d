import type { GridPos, Panel, RowPanel } from "@grafana/grafana-foundation-sdk/dashboard";
import { Short } from "@grafana/grafana-foundation-sdk/units";
import { expect, test } from "vitest";
import { collapsedRow, line, row } from "../../../lib/authoring/define.ts";
import { query, stat } from "../../../lib/authoring/panels/index.ts";
import { compileDashboard, panelVersion } from "../../../lib/emit/grafana.ts";
import { layOut } from "../../../lib/emit/layout.ts";
import { promql } from "../../../lib/promql/promql.ts";

const panel = (title: string) => stat(title, { description: title, unit: Short, queries: [query(promql`up`)] });
const named = (...titles: string[]) => titles.map(panel);

const places = (panels: readonly (Panel | RowPanel)[]): (GridPos | undefined)[] =>
  panels.map(({ gridPos }) => gridPos && { ...gridPos });

test("panels share a line evenly and fill it, whatever their number", () => {
  for (let count = 1; count <= 12; count += 1) {
    const titles = Array.from({ length: count }, (_, i) => `panel ${i}`);
    const [, ...panels] = layOut([row("Row", line(4, named(...titles)))], "board");
    const widths = panels.map(({ gridPos }) => gridPos?.w ?? 0);
    expect(widths.reduce((sum, width) => sum + width, 0)).toBe(24);
    expect(Math.max(...widths) - Math.min(...widths)).toBeLessThanOrEqual(1);
  }
});

test("a panel with a width of its own keeps it, and the others share what is left", () => {
  const [, ...panels] = layOut([row("Row", line(8, [panel("wide").span(12), ...named("a", "b")]))], "board");
  expect(places(panels)).toEqual([
    { x: 0, y: 1, w: 12, h: 8 },
    { x: 12, y: 1, w: 6, h: 8 },
    { x: 18, y: 1, w: 6, h: 8 },
  ]);
});

test("lines stand below each other, and a collapsed row takes its title's height only", () => {
  const panels = layOut(
    [
      row("First", line(4, named("a")), line(8, named("b"))),
      collapsedRow("Second", line(8, named("c"))),
      row("Third", line(8, named("d"))),
    ],
    "board",
  );
  expect(places(panels).map((place) => place?.y)).toEqual([0, 1, 5, 13, 14, 15]);
  expect(panels[3]).toMatchObject({ title: "Second", collapsed: true, panels: [{ title: "c", gridPos: { y: 14 } }] });
});

test("inserting a panel changes no other panel's id", () => {
  const idOf = (panels: readonly (Panel | RowPanel)[], title: string) => panels.find((p) => p.title === title)?.id;
  const before = layOut([row("Row", line(4, named("a", "c")))], "board");
  const after = layOut([row("Row", line(4, named("a", "b", "c")))], "board");
  expect(idOf(after, "c")).toBe(idOf(before, "c"));
  expect(new Set(after.map(({ id }) => id)).size).toBe(4);
});

test("panels have a version, without which Grafana takes them for old ones and changes them", () => {
  const rows = [row("Row", line(4, named("a"))), collapsedRow("Folded", line(4, named("b")))];
  const { panels = [] } = compileDashboard("board", { title: "Board", question: "", rows });
  const versions = (panels as Panel[]).flatMap((one) => [one, ...((one as Partial<RowPanel>).panels ?? [])]);
  expect(versions.map(({ type, pluginVersion }) => [type, pluginVersion])).toEqual([
    ["row", undefined],
    ["stat", panelVersion],
    ["row", undefined],
    ["stat", panelVersion],
  ]);
});
