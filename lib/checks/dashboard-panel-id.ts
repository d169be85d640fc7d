import { line, row } from "../authoring/define.ts";
import { note } from "../authoring/panels/index.ts";
import type { Check } from "./check.ts";
import { boardModel } from "./example.ts";
import { panelsOf } from "./walk.ts";

export const dashboardPanelId: Check = {
  name: "dashboard-panel-id",
  why: "Panel ids are made from row and title; two alike make Grafana mix up the panels, and links open the wrong one.",
  *find(model) {
    for (const dashboard of model.dashboards) {
      const seen = new Set<number>();
      for (const { panel, where } of panelsOf(dashboard)) {
        if (panel.id === undefined) continue;
        if (seen.has(panel.id))
          yield { ...where, message: "another panel has the same id", hint: "give it a title of its own" };
        seen.add(panel.id);
      }
    }
  },
  bad: () => boardModel(row("Load", line(8, [anyNote("CPU"), anyNote("CPU")]))),
  good: () => boardModel(row("Load", line(8, [anyNote("CPU"), anyNote("Memory")]))),
};

const anyNote = (title: string) => note(title, { description: "A note.", content: "Text" });
