import { hasLabel, listLabels } from "../../promql/analysis/labels.ts";
import { didYouMean } from "../../promql/text/suggest.ts";
import { labelsInTemplate } from "../../promql/text/templates.ts";
import type { Check } from "../check.ts";
import { alertOn } from "./example.ts";
import { expressionsOf } from "./expressions.ts";

const texts = ["summary", "description", "action"] as const;

export const alertLabel: Check = {
  name: "alert-label",
  why: "A label that the alert's series do not have is printed as nothing: whoever is paged reads half a sentence.",
  *find(model) {
    for (const { rule, analysis, where } of expressionsOf(model)) {
      if (!rule || !("alert" in rule) || !analysis) continue;
      const { labels } = analysis.root;
      for (const field of texts)
        for (const { name } of labelsInTemplate(rule[field])) {
          if (name === "alertname" || hasLabel(labels, name) !== "never") continue;
          const hint = didYouMean(name, labels.known.keys()) ?? `it has ${listLabels(labels)}`;
          yield {
            ...where,
            message: `the ${field} prints label "${name}", which the alert's series do not have`,
            hint,
          };
        }
    }
  },
  bad: () => alertOn("sum by (queue) (shop_queue_length) > 5", { summary: "{{ $labels.instance }} is full" }),
  good: () => alertOn("sum by (queue) (shop_queue_length) > 5", { summary: "{{ $labels.queue }} is full" }),
};
