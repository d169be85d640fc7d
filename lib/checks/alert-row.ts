import { row } from "../authoring/define.ts";
import type { AlertRule, Model } from "../model/model.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { exampleModel } from "./example.ts";
import { alertsOf } from "./walk.ts";

export const alertRow: Check = {
  name: "alert-row",
  why: "Whoever is paged looks for the row that the alert names, and must not search a board for another title.",
  *find(model) {
    const titles = model.dashboards.flatMap(({ definition }) => definition.rows.map(({ title }) => title));
    for (const { rule, where } of alertsOf(model)) {
      for (const named of rowsNamedBy(rule)) {
        if (titles.some((title) => named.startsWith(title))) continue;
        const longer = titles.find((title) => title.startsWith(named));
        const hint = longer ? `it is "${longer}"` : didYouMean(named, titles);
        yield { ...where, message: `no dashboard has a row "${named}"`, ...(hint && { hint }) };
      }
    }
  },
  bad: () => withRow("Under Hosts, row Disk, find the device."),
  good: () => withRow("Under Hosts, row Disks, find the device."),
};

/** What stands behind the word "row", up to the next punctuation. */
const rowsNamedBy = ({ summary, description, action }: AlertRule): string[] =>
  [summary, description, action].flatMap((text) =>
    Array.from(text.matchAll(/\brow ([A-Z][^.,;:)]*)/g), ([, named]) => named as string),
  );

const withRow = (action: string): Model =>
  exampleModel({
    alert: { action },
    dashboards: { hosts: { title: "Hosts", question: "Are they well?", rows: [row("Disks")] } },
  });
