import { alertsIn } from "../../lib/cli/evaluate-incident.ts";
import type { Model, Rule } from "../../lib/model/model.ts";
import { metricsReadBy, rulesReadBy } from "../../lib/promql/dependencies.ts";
import type { InputSeries } from "../../lib/testing/experiment.ts";
import { metricOf } from "../../lib/testing/perturbations.ts";

/** Metrics of which a series differs, or is absent from one side. @param ordinary may go on for longer */
export function changedMetrics(series: InputSeries, ordinary: InputSeries): ReadonlySet<string> {
  const names = [...new Set([...Object.keys(series), ...Object.keys(ordinary)])];
  const isSame = (name: string) => `${ordinary[name] ?? ""} `.startsWith(`${series[name] ?? ""} `);
  return new Set(names.filter((name) => !isSame(name)).map(metricOf));
}

/**
 * The model with those alerts only that read a changed metric, directly or through other rules, and those whose `ALERTS`
 * they read. All others find what they find where no metric is changed: a rule depends on nothing but the series it names.
 */
export function withAffectedAlerts(model: Model, changed: ReadonlySet<string>): Model {
  const all = model.rules.flatMap(({ definition }) => definition.rules);
  const readsChanged = (rule: Rule): boolean =>
    [rule, ...rulesReadBy([rule], all)].some((one) => metricsReadBy(one).some((name) => changed.has(name)));
  const affected = alertsIn(model).filter(readsChanged);
  const kept = new Set([...affected, ...rulesReadBy(affected, all)]);
  const rules = model.rules.map((module) => {
    const { definition } = module;
    const left = definition.rules.filter((rule) => !("alert" in rule) || kept.has(rule));
    return { ...module, definition: { ...definition, rules: left } };
  });
  return { ...model, rules };
}
