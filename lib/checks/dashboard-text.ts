import { line, row } from "../authoring/define.ts";
import { note } from "../authoring/panels/index.ts";
import type { Check } from "./check.ts";
import { boardModel } from "./example.ts";
import { panelsOf } from "./walk.ts";

export const dashboardText: Check = {
  name: "dashboard-text",
  why: "A panel without a title or a description leaves its reader to guess what the numbers are.",
  *find(model) {
    for (const dashboard of model.dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        if (!panel.title?.trim()) yield { ...where, message: "a panel has no title", hint: "name what it shows" };
        if (!panel.description?.trim())
          yield {
            ...where,
            message: "the panel has no description",
            hint: "say what the numbers are and how to read them",
          };
      }
  },
  bad: () => boardModel(row("Load", line(4, [note("Next", { description: " ", content: "Text" })]))),
  good: () => boardModel(row("Load", line(4, [note("Next", { description: "Where to go on.", content: "Text" })]))),
};
