import type { AlertRule, Rule, RuleGroupDefinition } from "../model/model.ts";
import { rulesReadBy } from "../promql/dependencies.ts";

/** An alert with the rules that it depends on. */
export interface RuleSuite {
  /** The alert's file, such as `rules/kafka.ts`. */
  readonly file: string;
  readonly alert: AlertRule;
  /** The rules whose series it reads, directly and through other rules, in the order of their evaluation. */
  readonly inputs: readonly Rule[];
}

interface Group {
  readonly file: string;
  readonly definition: RuleGroupDefinition;
}

/** A suite for every alert, in the order of the files. */
export function ruleSuitesOf(groups: readonly Group[]): RuleSuite[] {
  const rules = groups.flatMap(({ definition }) => definition.rules);
  return groups.flatMap(({ file, definition }) =>
    definition.rules.flatMap((rule) =>
      "alert" in rule ? [{ file, alert: rule, inputs: rulesReadBy([rule], rules) }] : [],
    ),
  );
}

/** An alert's title in reports: name and severity, since two alerts may share a name. */
export const alertTitle = ({ alert, severity }: AlertRule): string => `${alert} (${severity})`;

/** The title with the alert's file. */
export const suiteTitle = ({ file, alert }: RuleSuite): string => `${file} › ${alertTitle(alert)}`;
