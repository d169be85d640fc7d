import { query, timeseries } from "../../authoring/panels/index.ts";
import { hasLabel, listLabels } from "../../promql/analysis/labels.ts";
import type { Promql } from "../../promql/promql.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import { labelsInLegend } from "../../promql/text/templates.ts";
import type { Check } from "../check.ts";
import { boardOf } from "./example.ts";
import { expressionsOf } from "./expressions.ts";

export const panelLegend: Check = {
  name: "panel-legend",
  why: "A legend prints nothing for a label that the query has lost, and lines can no longer be told apart.",
  *find(model) {
    for (const { target, analysis, where } of expressionsOf(model)) {
      if (!analysis) continue;
      const { labels } = analysis.root;
      for (const { name } of labelsInLegend(target?.legendFormat ?? "")) {
        if (name === "__name__" || hasLabel(labels, name) !== "never") continue;
        const hint = didYouMean(name, labels.known.keys()) ?? `it has ${listLabels(labels)}`;
        yield { ...where, message: `the legend shows label "${name}", which the query does not return`, hint };
      }
    }
  },
  bad: () => boardOf(waiting("{{instance}}")),
  good: () => boardOf(waiting("{{queue}}")),
};

const waiting = (legend: string) =>
  timeseries("Waiting", {
    description: "Orders that wait.",
    unit: "short",
    queries: [query("sum by (queue) (shop_queue_length)" as Promql, legend)],
  });
