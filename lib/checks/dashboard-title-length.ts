import { line, row } from "../authoring/define.ts";
import { note } from "../authoring/panels/index.ts";
import type { Check } from "./check.ts";
import { boardModel } from "./example.ts";
import { panelsOf } from "./walk.ts";

/** What a column of Grafana's grid has at 1280 px, what a panel's frame takes, and a letter of its title, in pixels. */
const column = 52;
const frame = 48;
const letter = 7.1;

export const dashboardTitleLength: Check = {
  name: "dashboard-title-length",
  why: "Grafana cuts a title that is wider than its panel: on a laptop, 1280 px wide, people read half a sentence.",
  *find(model) {
    for (const dashboard of model.dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        const room = Math.floor(((panel.gridPos?.w ?? 0) * column - frame) / letter);
        if ((panel.title ?? "").length > room)
          yield { ...where, message: `the title is cut after ${room} letters`, hint: "shorten it, or widen the panel" };
      }
  },
  bad: () => narrow("How many hosts have been restarted since yesterday"),
  good: () => narrow("Restarts"),
};

const narrow = (title: string) =>
  boardModel(row("Hosts", line(4, [note(title, { description: "Since yesterday.", content: "Text" }).span(6)])));
