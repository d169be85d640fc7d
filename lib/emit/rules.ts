import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { alertLabels, fixedLabels } from "../alerting/labels.ts";
import { clickedValue, exploreLogs } from "../authoring/logs.ts";
import {
  type Alert,
  type AlertRule,
  type DashboardReference,
  type Defined,
  type Example,
  type FiringExample,
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
export const emitRules: Emitter = (model) =>
  model.rules.map(({ name, file, definition }) =>
    yamlFile(`prometheus/rules/${name}.yml`, file, { groups: [groupYaml(name, definition, model)] }),
  );

/** What alerts link to. */
type Linked = Pick<Model, "links" | "dashboards" | "datasources">;

/** A rule group as Prometheus reads it. Its labels stand in its rules. */
export const groupYaml = (
  name: string,
  { interval, queryOffset, limit, rules }: RuleGroupDefinition,
  linked: Linked,
) => ({
  name,
  interval,
  ...(queryOffset !== undefined && { query_offset: queryOffset }),
  ...(limit !== undefined && { limit }),
  rules: rules.map((rule) => ruleYaml(rule, linked)),
});

/** A rule as Prometheus reads it. */
export const ruleYaml = (rule: Rule, linked: Linked) =>
  "record" in rule ? recordingYaml(rule) : alertYaml(rule, linked);

const recordingYaml = ({ record, expr, labels }: RecordingRule) => ({ record, expr, ...(labels && { labels }) });

const alertYaml = (rule: AlertRule, linked: Linked) => ({
  alert: rule.alert,
  expr: rule.expr,
  for: rule.for,
  ...(rule.keepFiringFor && { keep_firing_for: rule.keepFiringFor }),
  labels: alertLabels(rule),
  annotations: alertAnnotations(rule, linked),
});

/** The annotations that notifications show. */
export const alertAnnotations = (rule: Alert, linked: Linked): Record<string, string> => ({
  summary: rule.summary,
  description: rule.description,
  action: rule.action,
  dashboard_url: dashboardUrl(rule.dashboard, linked) + chosenValues(rule.dashboard, linked),
  runbook_url: `${linked.links.runbooks}/${rule.alert}.html`,
  ...logsUrl(rule, linked),
  ...rule.annotations,
});

/** The address of a dashboard or of one panel. A panel that does not exist, which a check reports, opens its dashboard. */
export function dashboardUrl(reference: string | DashboardReference, linked: Linked): string {
  const id = panelOf(reference, linked)?.panel.id;
  return `${linked.links.dashboards}/${uidOf(reference)}${id === undefined ? "" : `?viewPanel=${id}`}`;
}

/** The address of an alert's log lines in Explore, as a template. */
function logsUrl({ logs, dashboard }: Alert, linked: Linked): { logs_url?: string } {
  const source = linked.datasources.find(({ definition }) => "type" in definition && definition.type === "loki")?.name;
  const query = source === undefined ? undefined : (logs ?? logPanelQuery(uidOf(dashboard), linked));
  if (source === undefined || query === undefined) return {};
  const encoded = (text: string) => encodeURIComponent(JSON.stringify(text).slice(1, -1));
  const [before = "", after = ""] = exploreLogs(source, clickedValue).split(clickedValue);
  // Values of labels are encoded when the alert fires.
  const parts = query.split(/(\{\{.*?\}\})/).map((part) => {
    if (!part.startsWith("{{")) return encoded(part);
    return part.replace(/^\{\{\s*(\$labels\.\w+|\.)\s*\}\}$/, "{{ $1 | urlquery }}");
  });
  return { logs_url: linked.links.dashboards.replace(/\/d$/, "") + before + parts.join("") + after };
}

/** What the first log panel of a board shows where nothing is selected, or of the alert's cluster. */
function logPanelQuery(uid: string, { dashboards }: Linked): string | undefined {
  const json = dashboards.find(({ name }) => name === uid)?.json;
  const panels = (json?.panels ?? []).flatMap((each) => ("panels" in each ? each.panels : [each as Panel]));
  const [target] = panels.find(({ type }) => type === "logs")?.targets ?? [];
  const { expr } = (target ?? {}) as { readonly expr?: string };
  // What parses and formats the lines holds templates of LogQL, which Prometheus would expand.
  const [lines] = expr?.split(/\s\|\s(?=[a-z])/) ?? [];
  return lines?.replace(/\$\{?(\w+)\}?/g, "{{ with $$labels.$1 }}{{ . }}{{ else }}.*{{ end }}");
}

/** Parameters that set the variables that a panel reads to the alert's labels, as a template. An alert may lack a label. */
function chosenValues(reference: string | DashboardReference, linked: Linked): string {
  const { panel, dashboard } = panelOf(reference, linked) ?? {};
  const text = JSON.stringify(panel ?? {});
  return (dashboard?.templating?.list ?? [])
    .filter(({ name }) => new RegExp(String.raw`\$(?:\{${name}\b|${name}\b)`).test(text))
    .flatMap(({ name, query }) => {
      const label = /\blabel_values\((?:.*,\s*)?(\w+)\s*\)$/s.exec(
        typeof query === "string" ? query : String(query?.query),
      );
      return label ? [`{{ with $labels.${label[1]} }}&var-${name}={{ . | urlquery }}{{ end }}`] : [];
    })
    .join("");
}

function panelOf(reference: string | DashboardReference, { dashboards }: Linked) {
  if (typeof reference === "string" || reference.panel === undefined) return undefined;
  const dashboard = dashboards.find(({ name }) => name === reference.uid)?.json;
  const panels = (dashboard?.panels ?? []).flatMap((each) => ("panels" in each ? each.panels : [each as Panel]));
  const panel = panels.find(({ title }) => title === reference.panel);
  return dashboard && panel && { dashboard, panel };
}

/**
 * `prometheus/tests/<group>/<alert>.test.yml`: an alert's examples, as `promtool test rules` reads them. promtool evaluates
 * all rules of a file for each example, so every alert has a file of its own, with only the rules that it depends on. An
 * alert of several severities has one file.
 */
export const emitRuleTests: Emitter = (model) => {
  const all = model.rules.flatMap((group) => group.definition.rules);
  return model.rules.flatMap((group) => {
    const alerts = group.definition.rules.filter((rule) => "alert" in rule);
    const names = [...new Set(alerts.map(({ alert }) => alert))];
    return names.flatMap((name) => {
      const ofName = alerts.filter(({ alert }) => alert === name);
      return [ruleFile(model, all, group, name, ofName), testFile(group, name, ofName)];
    });
  });
};

function ruleFile(
  model: Model,
  all: readonly Rule[],
  { name, file, definition }: Defined<RuleGroupDefinition>,
  alert: string,
  alerts: readonly AlertRule[],
): OutputFile {
  const rules = [...rulesReadBy(alerts, all), ...alerts].map((rule) => ruleYaml(rule, model));
  return yamlFile(`prometheus/tests/rules/${name}/${alert}.yml`, file, {
    groups: [{ name, interval: definition.interval, rules }],
  });
}

const testFile = (
  { name, file }: Defined<RuleGroupDefinition>,
  alert: string,
  alerts: readonly AlertRule[],
): OutputFile =>
  yamlFile(`prometheus/tests/${name}/${alert}.test.yml`, file, {
    rule_files: [`../rules/${name}/${alert}.yml`],
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
