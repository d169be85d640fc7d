import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { alertsOf } from "../../../lib/checks/walk.ts";
import { type PrintedAlert, printedAlerts, testOutput } from "../../../lib/cli/rehearse/promtool.ts";
import { emitRuleTests } from "../../../lib/emit/rule-tests.ts";
import { composeTarget } from "../../../lib/emit/target.ts";
import type { AlertRule, Defined, Model, RuleGroupDefinition } from "../../../lib/model/model.ts";
import { defaultStep, seriesOf } from "../../../lib/testing/given.ts";
import { emitted } from "./emitted.ts";

/** An alert with everything that fires of it in its first example, as Prometheus itself words it. */
export interface Fired {
  readonly rule: AlertRule;
  readonly alerts: readonly PrintedAlert[];
}

/** promtool tells what fires when a test expected something else: so each of these tests expects nothing. */
export async function firedExamples(model: Model): Promise<Fired[]> {
  const folder = await emitted(model, ["rules", "rule-tests"]);
  const groups = await Promise.all(model.rules.map((group) => firedOfGroup(model, group, folder)));
  return groups.flat();
}

async function firedOfGroup(model: Model, group: Defined<RuleGroupDefinition>, folder: string): Promise<Fired[]> {
  const rules = Array.from(alertsOf({ ...model, rules: [group] }), ({ rule }) => rule);
  const document = emitRuleTests(model, composeTarget(model)).find(({ path }) =>
    path.endsWith(`/${group.name}.test.yml`),
  )?.document;
  if (!document) return [];
  const file = join(folder, "prometheus/tests", `${group.name}.fired.yml`);
  await writeFile(file, stringify({ ...document, tests: rules.map(expectNothing) }));
  const told = await testOutput(file);
  return rules.map((rule, i) => ({ rule, alerts: alertsIn(told, i).filter(isOf(rule)) }));
}

/** Tests are named by their place, since two severities of an alert share its name. */
function expectNothing({ alert, examples }: AlertRule, i: number) {
  const [example] = examples.fires;
  return {
    name: `test ${i}`,
    interval: example.step ?? defaultStep,
    input_series: Object.entries(seriesOf(example)).map(([series, values]) => ({ series, values })),
    alert_rule_test: [{ eval_time: example.at, alertname: alert, exp_alerts: [] }],
  };
}

/** A rule's example may make its other severity fire too. */
const isOf =
  ({ severity }: AlertRule) =>
  ({ labels }: PrintedAlert): boolean =>
    labels.severity === severity;

function alertsIn(told: string, test: number): PrintedAlert[] {
  const [, after = ""] = told.split(`name: test ${test},`);
  const [block = ""] = after.split("name: test ");
  return printedAlerts(block);
}
