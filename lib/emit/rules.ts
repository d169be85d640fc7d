import { alertLabels, fixedLabels } from "../alerting/matchers.ts";
import {
  type AlertRule,
  type Defined,
  type Example,
  type FiringExample,
  type Links,
  type Model,
  type RecordingRule,
  type Rule,
  type RuleGroupDefinition,
  uidOf,
} from "../model/model.ts";
import { rulesReadBy } from "../promql/dependencies.ts";
import { labelMatchers } from "../promql/promql.ts";
import { defaultStep, seriesOf } from "../testing/experiment.ts";
import { type Emitter, type OutputFile, yamlFile } from "./emit.ts";

/** `prometheus/rules/<group>.yml`, one rule group a file. */
export const emitRules: Emitter = ({ rules, links }) =>
  rules.map(({ name, file, definition }) =>
    yamlFile(`prometheus/rules/${name}.yml`, file, { groups: [groupYaml(name, definition, links)] }),
  );

/** A rule group as Prometheus reads it. Its labels stand in its rules. */
export const groupYaml = (
  name: string,
  { interval, queryOffset, limit, rules }: RuleGroupDefinition,
  links: Links,
) => ({
  name,
  interval,
  ...(queryOffset !== undefined && { query_offset: queryOffset }),
  ...(limit !== undefined && { limit }),
  rules: rules.map((rule) => ruleYaml(rule, links)),
});

/** A rule as Prometheus reads it. */
export const ruleYaml = (rule: Rule, links: Links) => ("record" in rule ? recordingYaml(rule) : alertYaml(rule, links));

const recordingYaml = ({ record, expr, labels }: RecordingRule) => ({ record, expr, ...(labels && { labels }) });

const alertYaml = (rule: AlertRule, links: Links) => ({
  alert: rule.alert,
  expr: rule.expr,
  for: rule.for,
  ...(rule.keepFiringFor && { keep_firing_for: rule.keepFiringFor }),
  labels: alertLabels(rule),
  annotations: alertAnnotations(rule, links),
});

/** The annotations that notifications show. */
export const alertAnnotations = (rule: AlertRule, links: Links): Record<string, string> => ({
  summary: rule.summary,
  description: rule.description,
  action: rule.action,
  dashboard_url: `${links.dashboards}/${uidOf(rule.dashboard)}`,
  runbook_url: `${links.runbooks}/${rule.alert}.md`,
  ...rule.annotations,
});

/** `prometheus/tests/<group>.test.yml`: the alerts' examples, as `promtool test rules` reads them. */
export const emitRuleTests: Emitter = (model) =>
  model.rules.flatMap((group) => {
    const alerts = group.definition.rules.filter((rule) => "alert" in rule);
    return alerts.length === 0 ? [] : [ruleFile(model, group, alerts), testFile(group, alerts)];
  });

/** The alerts with only the rules that they depend on: promtool evaluates every rule for every test. */
function ruleFile(
  model: Model,
  { name, file, definition }: Defined<RuleGroupDefinition>,
  alerts: readonly AlertRule[],
): OutputFile {
  const all = model.rules.flatMap((group) => group.definition.rules);
  const rules = [...rulesReadBy(alerts, all), ...alerts].map((rule) => ruleYaml(rule, model.links));
  return yamlFile(`prometheus/tests/rules/${name}.yml`, file, {
    groups: [{ name, interval: definition.interval, rules }],
  });
}

const testFile = ({ name, file }: Defined<RuleGroupDefinition>, alerts: readonly AlertRule[]): OutputFile =>
  yamlFile(`prometheus/tests/${name}.test.yml`, file, {
    rule_files: [`rules/${name}.yml`],
    evaluation_interval: "1m",
    tests: alerts.flatMap(alertTests),
  });

function alertTests(rule: AlertRule): unknown[] {
  const fires = rule.examples.fires.map((example, i) => ({
    name: `${rule.alert} fires: ${example.name ?? i + 1}`,
    ...series(example),
    promql_expr_test: [firing(rule, example)],
  }));
  const quiet = rule.examples.quiet.map((example, i) => ({
    name: `${rule.alert} stays quiet: ${example.name ?? i + 1}`,
    ...series(example),
    promql_expr_test: [
      { expr: `ALERTS{${labelMatchers(firingLabels(rule, {}))}}`, eval_time: example.at, exp_samples: [] },
    ],
  }));
  return [...fires, ...quiet];
}

const series = (example: Example) => ({
  interval: example.step ?? defaultStep,
  input_series: Object.entries(seriesOf(example)).map(([series, values]) => ({ series, values })),
});

/** promtool compares all labels of an alert; a query of ALERTS compares only some. */
const firing = (rule: AlertRule, { at, labels = {} }: FiringExample) => ({
  expr: `count(ALERTS{${labelMatchers(firingLabels(rule, labels))}}) > bool 0`,
  eval_time: at,
  exp_samples: [{ labels: "{}", value: 1 }],
});

const firingLabels = (rule: AlertRule, labels: Readonly<Record<string, string>>) => ({
  alertname: rule.alert,
  alertstate: "firing",
  ...fixedLabels(rule),
  ...labels,
});
