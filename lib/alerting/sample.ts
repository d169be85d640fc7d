import type { Alert } from "../model/model.ts";
import { parse } from "../promql/syntax/parse.ts";
import { renderAlertText } from "../templates/alert-templates.ts";
import type { AlertData } from "../templates/prometheus.ts";

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
