import type { AlertRule, Model, Rule } from "../model.ts";
import type { Finding } from "./check.ts";

/** Where something stands, as a finding tells it. */
export type Where = Pick<Finding, "file" | "path">;

/** Every rule of the model with its place. */
export function* rulesOf(model: Model): Generator<{ rule: Rule; group: string; where: Where }> {
  for (const { name, file, definition } of model.rules)
    for (const rule of definition.rules)
      yield { rule, group: name, where: { file, path: ["alert" in rule ? rule.alert : rule.record] } };
}

/** Every alert of the model with its place. */
export function* alertsOf(model: Model): Generator<{ rule: AlertRule; group: string; where: Where }> {
  for (const { rule, ...rest } of rulesOf(model)) if ("alert" in rule) yield { rule, ...rest };
}
