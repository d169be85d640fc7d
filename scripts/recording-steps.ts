import type { Defined, RecordingRule, RuleGroupDefinition } from "../lib/model/model.ts";
import { namesIn } from "../lib/promql/syntax/ast.ts";
import { parse } from "../lib/promql/syntax/parse.ts";

/**
 * Recording rules in steps: each step reads only scraped series and series that an earlier step records.
 * @throws Error if rules read each other in a cycle
 */
export function recordingsInOrder(groups: readonly Defined<RuleGroupDefinition>[]): RecordingRule[][] {
  const rules = groups.flatMap(({ definition }) => definition.rules).filter((rule) => "record" in rule);
  let left = rules.map((rule) => ({ rule, reads: metricsOf(rule) }));
  const steps: RecordingRule[][] = [];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ rule }) => rule.record));
    const ready = new Set(left.filter(({ reads }) => !reads.some((name) => waiting.has(name))));
    if (ready.size === 0) throw new Error(`recording rules read each other in a cycle: ${[...waiting].join(", ")}`);
    steps.push(Array.from(ready, ({ rule }) => rule));
    left = left.filter((each) => !ready.has(each));
  }
  return steps;
}

function metricsOf({ expr }: RecordingRule): readonly string[] {
  const { ast } = parse(expr);
  return ast ? namesIn(ast) : [];
}
