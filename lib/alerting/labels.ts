import type { Labels, Matcher } from "../model/alerting.ts";
import type { Alert, Model } from "../model/model.ts";
import { parse } from "../promql/syntax/parse.ts";
import { renderAlertText } from "../templates/alert-templates.ts";
import type { AlertData } from "../templates/prometheus.ts";
import { matchesAll } from "./matchers.ts";

/** The labels that a rule adds to those of the series, for routing, grouping and inhibition. */
export const alertLabels = ({ severity, team, domain, concern, labels }: Alert): Record<string, string> => ({
  severity,
  team,
  domain,
  concern,
  ...labels,
});

/** Rules do not change, and checks ask for the labels of each many times. */
function onceForEachRule<T>(make: (rule: Alert) => T): (rule: Alert) => T {
  const made = new WeakMap<Alert, T>();
  return (rule) => {
    const known = made.get(rule) ?? make(rule);
    made.set(rule, known);
    return known;
  };
}

/** The rule's labels that are the same for every series; templates are not among them. */
export const fixedLabels = onceForEachRule(
  (rule): Labels => Object.fromEntries(Object.entries(alertLabels(rule)).filter(([, value]) => !isTemplate(value))),
);

const isTemplate = (text: string): boolean => text.includes("{{");

/**
 * The labels that an alert has for every series: its name, and those of its rule. A template among them is rendered for
 * the labels of the series in the alert's first example.
 */
export const ownLabels = onceForEachRule((rule): Labels => {
  const labels = alertLabels(rule);
  const all = Object.values(labels).some(isTemplate) ? renderLabels(labels, sampleOf(rule)) : labels;
  return { alertname: rule.alert, ...all };
});

const namedLabels = onceForEachRule((rule): Labels => ({ alertname: rule.alert, ...fixedLabels(rule) }));

/** Whether alerts of the rule can satisfy the matchers; labels of the series may have any value. */
export function mayMatch(matchers: readonly Matcher[], rule: Alert): boolean {
  const labels = namedLabels(rule);
  return matchesAll(
    matchers.filter(({ label }) => label in labels),
    labels,
  );
}

/**
 * Every set of labels that a rule can give to its alerts. Where a label is a template, such as the owner by job, it is
 * rendered for every service, backend and site of the stack.
 */
export function possibleLabels(
  rule: Alert,
  { stack, probes, settings }: Pick<Model, "stack" | "probes" | "settings">,
): Labels[] {
  const labels = alertLabels(rule);
  if (!Object.values(labels).some(isTemplate)) return [ownLabels(rule)];
  const sample = sampleOf(rule);
  const names = [...Object.keys(stack), ...Object.keys(probes?.backends ?? {}), ...Object.keys(probes?.sites ?? {})];
  const sets = names.map((name) => {
    const container = `${settings.compose.containerPrefix ?? ""}${name}`;
    const own = { ...sample.labels, job: name, service: name, name: container };
    return { alertname: rule.alert, ...renderLabels(labels, { ...sample, labels: own }) };
  });
  const all = [ownLabels(rule), ...sets];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

type Texts = Readonly<Record<string, string>>;

/** A number in place of an alert's value, which only a running Prometheus knows. */
const sampleValue = 0.9734;

/** Labels of series, as the first example of an alert has them. Examples of one alert do not change. */
const samples = new WeakMap<Alert, AlertData>();

/** What Prometheus would give to the templates of an alert that fires as its first example says. */
export function sampleOf(rule: Alert): AlertData {
  const known = samples.get(rule);
  if (known) return known;
  const labels = labelsOfExample(rule);
  const sample = { labels, value: sampleValue, externalLabels: {}, externalURL: "http://prometheus.example:9090" };
  samples.set(rule, sample);
  return sample;
}

function labelsOfExample({ examples }: Alert): Texts {
  if ("counted" in examples) return examples.counted[0]?.labels ?? {};
  const [example] = examples.fires;
  return { ...Object.assign({}, ...Object.keys(example?.series ?? {}).map(labelsOf)), ...example?.labels };
}

/** The series of most examples: names and values without escapes. */
const plainSeries = /^[\w:]*\{(?:\w+="[^"\\]*"(?:,|(?=\})))*\}$/;

/** The labels in a selector such as `up{job="node"}`. */
function labelsOf(selector: string): Texts {
  if (plainSeries.test(selector))
    return Object.fromEntries(Array.from(selector.matchAll(/(\w+)="([^"]*)"/g), ([, name, value]) => [name, value]));
  const { ast } = parse(selector);
  if (ast?.kind !== "selector") return {};
  return Object.fromEntries(
    ast.matchers.filter(({ operator }) => operator === "=").map(({ label, value }) => [label.text, value.text]),
  );
}

/** The labels of a rule for one series. A template that fails leaves Prometheus' error message in the label. */
export const renderLabels = (labels: Texts, data: AlertData): Record<string, string> =>
  Object.fromEntries(Object.entries(labels).map(([name, text]) => [name, renderText(text, data)]));

export function renderText(text: string, data: AlertData): string {
  if (!text.includes("{{")) return text;
  const rendered = renderAlertText(text, data);
  return typeof rendered === "string" ? rendered : `<error expanding template: ${rendered.message}>`;
}
