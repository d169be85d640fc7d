import * as grafanaUnits from "@grafana/grafana-foundation-sdk/units";
import { line, row } from "../authoring/define.ts";
import { query, stat } from "../authoring/panels/index.ts";
import { promql } from "../promql/promql.ts";
import { didYouMean } from "../promql/text/suggest.ts";
import type { Check } from "./check.ts";
import { boardModel } from "./example.ts";
import { panelsOf } from "./walk.ts";

const known = new Set<unknown>(Object.values(grafanaUnits));
/** `prefix:x`, `suffix:x`, `time:format`, `si:b`, `count:x`, `currency:EUR`. Source: Grafana's "Standard options" page. */
const custom = /^(prefix|suffix|time|si|count|currency):/;

export const dashboardUnit: Check = {
  name: "dashboard-unit",
  why: "Grafana shows a unit that it does not know as a plain number with the misspelling behind it.",
  *find(model) {
    for (const dashboard of model.dashboards)
      for (const { panel, where } of panelsOf(dashboard)) {
        const unit = panel.fieldConfig?.defaults?.unit;
        if (unit === undefined || known.has(unit) || custom.test(unit)) continue;
        const hint =
          didYouMean(
            unit,
            [...known].filter((id) => typeof id === "string"),
          ) ?? "take it from @grafana/grafana-foundation-sdk/units";
        yield { ...where, message: `unknown unit "${unit}"`, hint };
      }
  },
  bad: () => boardModel(row("Load", line(8, [uptime("sceonds")]))),
  good: () => boardModel(row("Load", line(8, [uptime("s")]))),
};

const uptime = (unit: string) =>
  stat("Uptime", { description: "Since the last boot.", unit, queries: [query(promql`vector(1)`)] });
