import { type Json, objectOf, objectsOf, textOf } from "../json.ts";
import type { RuleFacts, RuleGroupFacts } from "../snapshot.ts";

/** A group as rule files write it. */
export const ruleGroupOf = (group: Json): RuleGroupFacts => ({
  name: textOf(group.name),
  every: textOf(group.interval),
  rules: objectsOf(group.rules).map(ruleOf),
});

const ruleOf = (rule: Json): RuleFacts => ({
  kind: rule.alert === undefined ? "recording" : "alert",
  name: textOf(rule.alert ?? rule.record),
  expr: textOf(rule.expr),
  for: textOf(rule.for),
  keepFiringFor: textOf(rule.keep_firing_for),
  labels: texts(rule.labels),
  annotations: texts(rule.annotations),
});

/** A group as Prometheus' `/api/v1/rules` tells it: durations are seconds there. */
export const liveRuleGroupOf = (group: Json): RuleGroupFacts => ({
  name: textOf(group.name),
  every: `${textOf(group.interval)}s`,
  rules: objectsOf(group.rules).map((rule) => ({
    kind: rule.type === "alerting" ? "alert" : "recording",
    name: textOf(rule.name),
    expr: textOf(rule.query),
    for: secondsOf(rule.duration),
    keepFiringFor: secondsOf(rule.keepFiringFor),
    labels: texts(rule.labels),
    annotations: texts(rule.annotations),
  })),
});

const secondsOf = (seconds: unknown): string => (Number(seconds ?? 0) > 0 ? `${seconds}s` : "");

const texts = (object: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(objectOf(object)).map(([key, value]) => [key, textOf(value)]));
