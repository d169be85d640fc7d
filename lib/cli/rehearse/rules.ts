import { ruleYaml } from "../../emit/rules.ts";
import type { AlertRule, Model, Rule } from "../../model/model.ts";
import type { Promql } from "../../promql/promql.ts";
import { inputsOf } from "../../testing/suite.ts";

/** Watchdog fires always. */
export const alertsIn = ({ rules }: Model): AlertRule[] =>
  rules
    .flatMap(({ definition }) => definition.rules)
    .filter((rule): rule is AlertRule => "alert" in rule && rule.alert !== "Watchdog");

/** What is recorded stands before what reads it. What only boards read need not be recorded. */
export const rulesOf = (model: Model, alerts: readonly AlertRule[]) => {
  const all: Rule[] = model.rules.flatMap(({ definition }) => definition.rules);
  return [...inputsOf(alerts, all), ...alerts].map((rule) => ruleYaml(rule, model.links));
};

/** The same rules where yesterday is so many minutes ago: what is usual is a mean over the hour around this time then. */
export function withYesterday(model: Model, minutes: number): Model {
  const nearer = (rule: Rule): Rule => ({
    ...rule,
    expr: rule.expr.replaceAll("offset 23h30m", `offset ${minutes - 30}m`) as Promql,
  });
  const rules = model.rules.map(({ definition, ...group }) => ({
    ...group,
    definition: { ...definition, rules: definition.rules.map(nearer) },
  }));
  return { ...model, rules };
}
