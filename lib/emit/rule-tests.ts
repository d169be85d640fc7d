import type { AlertRule, Defined, Example, FiringExample, Model, RuleGroupDefinition } from "../model.ts";
import { groupsNeededBy } from "../rules/dependencies.ts";
import { type Emitter, yamlFile } from "./emit.ts";
import { alertLabels } from "./rules.ts";

/** `prometheus/tests/<group>.test.yml`: the alerts' examples, as `promtool test rules` reads them. */
export const emitRuleTests: Emitter = (model) =>
  model.rules.flatMap((group) => {
    const tests = group.definition.rules.flatMap((rule) => ("alert" in rule ? alertTests(rule) : []));
    return tests.length === 0 ? [] : [testFile(model, group, tests)];
  });

/** Loads only the groups that the alerts read: promtool evaluates every rule of every file for every test. */
function testFile(model: Model, group: Defined<RuleGroupDefinition>, tests: unknown[]) {
  const [self, ...inputs] = groupsNeededBy(group, model.rules).map(({ name }) => name);
  const order = [...inputs.reverse(), self];
  return yamlFile(`prometheus/tests/${group.name}.test.yml`, group.file, {
    rule_files: order.map((name) => `../rules/${name}.yml`),
    evaluation_interval: "1m",
    group_eval_order: order,
    tests,
  });
}

function alertTests(rule: AlertRule): unknown[] {
  const fires = rule.examples.fires.map((example, i) => ({
    name: `${rule.alert} fires: ${example.name ?? i + 1}`,
    ...series(example),
    promql_expr_test: [firing(rule, example)],
  }));
  const quiet = rule.examples.quiet.map((example, i) => ({
    name: `${rule.alert} stays quiet: ${example.name ?? i + 1}`,
    ...series(example),
    promql_expr_test: [{ expr: `ALERTS{${matchers(firingLabels(rule, {}))}}`, eval_time: example.at, exp_samples: [] }],
  }));
  return [...fires, ...quiet];
}

const series = ({ given, step }: Example) => ({
  interval: step ?? "1m",
  input_series: Object.entries(given).map(([series, values]) => ({ series, values })),
});

/** promtool compares all labels of an alert; asking ALERTS for some of them leaves the rest free. */
const firing = (rule: AlertRule, { at, labels = {} }: FiringExample) => ({
  expr: `count(ALERTS{${matchers(firingLabels(rule, labels))}}) > bool 0`,
  eval_time: at,
  exp_samples: [{ labels: "{}", value: 1 }],
});

const firingLabels = (rule: AlertRule, labels: Readonly<Record<string, string>>) => ({
  alertname: rule.alert,
  alertstate: "firing",
  ...alertLabels(rule),
  ...labels,
});

const matchers = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(",");
