import type { AlertRule } from "../model/model.ts";
import { type AlertTemplate, readAlertTemplate } from "../templates/alert-templates.ts";

/** A text of an alert that Prometheus renders. */
export interface AlertText {
  /** Such as `summary`, or `label team`. */
  readonly field: string;
  readonly text: string;
  readonly isLabel: boolean;
  readonly template: AlertTemplate;
}

/** Many checks read the texts of one alert: they are parsed once. */
const texts = new WeakMap<AlertRule, readonly AlertText[]>();

/** The texts of an alert that are templates. */
export function alertTextsOf(rule: AlertRule): readonly AlertText[] {
  const known = texts.get(rule);
  if (known) return known;
  const { summary, description, action, annotations = {}, labels = {} } = rule;
  const all = [
    ...Object.entries({ summary, description, action, ...annotations }).map(([field, text]) => ({
      field,
      text,
      isLabel: false,
    })),
    ...Object.entries(labels).map(([name, text]) => ({ field: `label ${name}`, text, isLabel: true })),
  ];
  const found = all
    .filter(({ text }) => text.includes("{{"))
    .map((each) => ({ ...each, template: readAlertTemplate(each.text) }));
  texts.set(rule, found);
  return found;
}
