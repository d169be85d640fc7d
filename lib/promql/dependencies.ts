import type { Defined, RecordingRule, Rule, RuleGroupDefinition } from "../model/model.ts";
import { namesIn } from "./syntax/ast.ts";
import { parse } from "./syntax/parse.ts";

/** The metrics that a rule's expression names. None where it does not parse: the checks report that. */
export function metricsReadBy({ expr }: Pick<Rule, "expr">): readonly string[] {
  const { ast } = parse(expr);
  return ast ? namesIn(ast) : [];
}

/**
 * The rules whose series some rules read, directly and through other rules, each before those that read it.
 * @returns without the rules themselves
 */
export function rulesReadBy(readers: readonly Rule[], all: readonly Rule[]): Rule[] {
  const alerts = all.filter((rule) => "alert" in rule);
  const found = new Set<Rule>(readers);
  const ordered: Rule[] = [];
  const follow = (rule: Rule): void => {
    for (const name of metricsReadBy(rule)) {
      const writers = name.startsWith("ALERTS")
        ? alerts
        : all.filter((rule) => "record" in rule && rule.record === name);
      for (const writer of writers.filter((writer) => !found.has(writer))) {
        found.add(writer);
        follow(writer);
        ordered.push(writer);
      }
    }
  };
  for (const reader of readers) follow(reader);
  return ordered;
}

/**
 * Recording rules in steps: each reads series that are scraped, or that an earlier step records.
 * @throws Error where recording rules read each other
 */
export function recordingsInOrder(groups: readonly Defined<RuleGroupDefinition>[]): RecordingRule[][] {
  let left = groups
    .flatMap(({ definition }) => definition.rules)
    .flatMap((rule) => ("record" in rule ? [{ rule, reads: metricsReadBy(rule) }] : []));
  const steps: RecordingRule[][] = [];
  while (left.length > 0) {
    const missing = new Set(left.map(({ rule }) => rule.record));
    const ready = new Set(left.filter(({ reads }) => !reads.some((name) => missing.has(name))));
    if (ready.size === 0) throw new Error(`recording rules read each other: ${[...missing].join(", ")}`);
    steps.push(Array.from(ready, ({ rule }) => rule));
    left = left.filter((one) => !ready.has(one));
  }
  return steps;
}
