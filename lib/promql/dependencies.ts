import type { Rule } from "../model/model.ts";
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
