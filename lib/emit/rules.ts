import { alertLabels } from "../alerting/labels.ts";
import type { AlertRule, Links, RecordingRule, Rule } from "../model/model.ts";
import { uidOf } from "../model/reference.ts";
import { type Emitter, yamlFile } from "./emit.ts";

/** `prometheus/rules/<group>.yml`, one rule group a file. */
export const emitRules: Emitter = ({ rules, links }) =>
  rules.map(({ name, file, definition }) =>
    yamlFile(`prometheus/rules/${name}.yml`, file, {
      groups: [{ name, interval: definition.interval, rules: definition.rules.map((rule) => ruleYaml(rule, links)) }],
    }),
  );

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
});
