import { ownLabels } from "../../alerting/labels.ts";
import type { AlertRule, Model } from "../../model/model.ts";
import { hasLabel } from "../../promql/analysis/labels.ts";
import { expressionsOf } from "../promql/expressions.ts";

/** Whether the alerts of a rule carry a label: by the rule itself, or by the flow of labels through its expression. */
export type Carries = (rule: AlertRule, label: string) => "always" | "never" | "maybe";

/** Alerts whose expression cannot be read may carry anything. */
export function carriedLabels(model: Model): Carries {
  const analyses = new Map(expressionsOf(model).map(({ rule, analysis }) => [rule, analysis]));
  return (rule, label) => {
    if (label in ownLabels(rule)) return "always";
    const analysis = analyses.get(rule);
    return analysis ? hasLabel(analysis.root.labels, label) : "maybe";
  };
}
