import { runExperiments } from "../../../lib/cli/experiments.ts";
import type { AlertRule, Model } from "../../../lib/model/model.ts";
import type { Firing } from "../../../lib/testing/experiment.ts";
import { type RuleSuite, ruleSuitesOf, ruleTest } from "../../../lib/testing/rule-tests.ts";

/** An alert with its series that fire in its first example, rendered by Prometheus. */
export interface Fired {
  readonly rule: AlertRule;
  readonly alerts: readonly Firing[];
}

/** Evaluates the first example of every alert of the model. */
export async function firedExamples({ rules, links, dashboards, datasources }: Model): Promise<Fired[]> {
  const suites = ruleSuitesOf(rules).map(withOneExample);
  const results = await runExperiments(suites.map((suite) => ruleTest(suite, links, { dashboards, datasources })));
  return suites.map(({ alert }, i) => ({ rule: alert, alerts: results[i]?.[0]?.firing.get(alert.alert) ?? [] }));
}

const withOneExample = ({ alert, ...suite }: RuleSuite): RuleSuite => ({
  ...suite,
  alert: { ...alert, examples: { ...alert.examples, fires: [alert.examples.fires[0]] } },
});
