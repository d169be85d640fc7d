import type { AlertRule, Rule, RuleGroupDefinition } from "../model/model.ts";
import { namesIn } from "../promql/syntax/ast.ts";
import { parse } from "../promql/syntax/parse.ts";

/** An alert with all that it depends on. */
export interface Suite {
  /** The alert's file, such as `rules/kafka.ts`. */
  readonly file: string;
  readonly alert: AlertRule;
  /** The rules whose series it reads, directly and through others, in the order in which they must be evaluated. */
  readonly inputs: readonly Rule[];
}

interface Group {
  readonly file: string;
  readonly definition: RuleGroupDefinition;
}

/** A suite for every alert, in the order of the files. */
export function suitesOf(groups: readonly Group[]): Suite[] {
  const rules = groups.flatMap(({ definition }) => definition.rules);
  return groups.flatMap(({ file, definition }) =>
    definition.rules.flatMap((rule) =>
      "alert" in rule ? [{ file, alert: rule, inputs: inputsOf([rule], rules) }] : [],
    ),
  );
}

/** The rules that some rules read, directly and through others, each before those that read it; not the rules themselves. */
export function inputsOf(readers: readonly Rule[], all: readonly Rule[]): Rule[] {
  const alerts = all.filter((rule) => "alert" in rule);
  const found = new Set<Rule>(readers);
  const ordered: Rule[] = [];
  const follow = (rule: Rule): void => {
    for (const name of metricsOf(rule)) {
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

/** An expression that does not parse is told by the checks. */
function metricsOf({ expr }: Rule): readonly string[] {
  const { ast } = parse(expr);
  return ast ? namesIn(ast) : [];
}

/** What people call an alert, in reports: name and severity, since one name may have two. */
export const alertTitle = ({ alert, severity }: AlertRule): string => `${alert} (${severity})`;
