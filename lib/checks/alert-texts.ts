import type { AlertRule, Model, Rule } from "../model/model.ts";
import { didYouMean } from "../model/problem.ts";
import { hasLabel, listLabels } from "../promql/analysis/type-info.ts";
import {
  type Dimension,
  describeDimension,
  ratio,
  sameDimension,
  seconds,
  timestamp,
} from "../promql/analysis/units.ts";
import { printedValues, type TemplateProblem } from "../templates/alert-templates.ts";
import { type AlertText, alertsOf, alertTextsOf, type Check, type Finding, type Where } from "./check.ts";
import { expressionsOf } from "./expressions.ts";

const isAlert = (rule: Rule | undefined): rule is AlertRule => rule !== undefined && "alert" in rule;

/** A finding that marks its part of the template. */
const findingIn = (
  where: Where,
  { field, text }: AlertText,
  { message, hint, from, to }: TemplateProblem,
): Finding => ({
  file: where.file,
  path: [...where.path, field],
  message,
  ...(hint && { hint }),
  expression: { text, from, to },
});

const templateSyntax: Check = {
  name: "template-syntax",
  description: "Prometheus refuses a rule file with a template that it cannot parse.",
  *find(model) {
    for (const { rule, where } of alertsOf(model))
      for (const text of alertTextsOf(rule))
        if (text.template.refused) yield findingIn(where, text, text.template.refused);
  },
};

const templateFailure: Check = {
  name: "template-failure",
  description: "A template that fails becomes an error message in the label or annotation.",
  *find(model) {
    for (const { rule, where } of alertsOf(model))
      for (const text of alertTextsOf(rule))
        for (const problem of text.template.failing) yield findingIn(where, text, problem);
  },
};

const labelValue: Check = {
  name: "label-value",
  description:
    "A label that prints the value makes another alert at every evaluation: it never fires, or is never the same.",
  *find(model) {
    for (const { rule, where } of alertsOf(model))
      for (const text of alertTextsOf(rule).filter(({ isLabel }) => isLabel))
        for (const { from, to } of text.template.values.slice(0, 1))
          yield findingIn(where, text, {
            message: "a label reads $value",
            hint: "print the value in the summary or description",
            from,
            to,
          });
  },
};

const alertLabel: Check = {
  name: "alert-label",
  description: "A label that the alert's series do not have is printed as nothing: a word of the text is missing.",
  *find(model) {
    for (const { rule, analysis, where } of expressionsOf(model)) {
      if (!isAlert(rule) || !analysis) continue;
      const { labels } = analysis.root;
      for (const text of alertTextsOf(rule))
        for (const { name, from, to } of text.template.labels) {
          if (hasLabel(labels, name) !== "never") continue;
          const own = name === "alertname" || name in { ...rule.labels, severity: "" };
          const hint = own
            ? "a template sees only the labels of the series, not those of the rule"
            : (didYouMean(name, labels.known.keys()) ?? `the labels are ${listLabels(labels)}`);
          yield findingIn(where, text, {
            message: `prints label "${name}", which the alert's series do not have`,
            hint,
            from,
            to,
          });
        }
    }
  },
};

const externalLabel: Check = {
  name: "external-label",
  description: "An external label that Prometheus does not set is printed as nothing.",
  *find(model) {
    const known = externalLabelsOf(model);
    if (!known) return;
    for (const { rule, where } of alertsOf(model))
      for (const text of alertTextsOf(rule))
        for (const { name, from, to } of text.template.externalLabels) {
          if (known.includes(name)) continue;
          const hint = didYouMean(name, known) ?? "set it as `prometheus.externalLabels` in monitoring.config.ts";
          yield findingIn(where, text, { message: `no external label "${name}" is set`, hint, from, to });
        }
  },
};

/** Undefined where the rules are somebody else's and nothing is known of their Prometheus. */
function externalLabelsOf({ settings, stack }: Model): string[] | undefined {
  const names = Object.keys(settings.prometheus.externalLabels);
  return names.length > 0 || Object.keys(stack).length > 0 ? names : undefined;
}

/** The dimension that each function of Prometheus' templates expects. */
const formats: Readonly<Record<string, Dimension>> = {
  humanizePercentage: ratio,
  humanizeDuration: seconds,
  humanizeTimestamp: timestamp,
  toTime: timestamp,
};

const alertFormat: Check = {
  name: "alert-format",
  description: "Bytes printed as a duration, or a percentage multiplied by 100 again, mislead whoever is paged.",
  *find(model) {
    for (const { rule, analysis, where } of expressionsOf(model)) {
      const unit = analysis?.root.unit;
      if (!isAlert(rule) || !unit) continue;
      for (const text of alertTextsOf(rule))
        for (const { name, from, to } of text.template.formats) {
          const wanted = formats[name];
          if (!wanted || (sameDimension(wanted, unit) && !(wanted === ratio && unit.flavour === "count"))) continue;
          const message = `${name} expects ${describeDimension(wanted)}, but the alert's value is ${describeDimension(unit)}`;
          yield findingIn(where, text, { message, hint: formatFor(unit), from, to });
        }
    }
  },
};

function formatFor(unit: Dimension): string {
  const [format] = Object.entries(formats).find(([, wanted]) => sameDimension(wanted, unit)) ?? [];
  if (unit.powers.percent === 1) return 'print it unchanged: {{ $value | printf "%.0f" }}%';
  return format && unit.flavour !== "count"
    ? `use ${format}`
    : `use humanize${unit.powers.bytes ? "1024" : ""}, and name the unit`;
}

const annotationValueUnit: Check = {
  name: "annotation-value-unit",
  description: "A number without a unit, such as 0.97, can be seconds, a ratio or a count.",
  *find(model) {
    for (const { rule, where } of alertsOf(model))
      for (const text of alertTextsOf(rule).filter(
        ({ isLabel, field }) => !isLabel && !(field in (rule.annotations ?? {})),
      ))
        for (const { from, to, functions } of printedValues(text.text)) {
          if (functions.some((name) => namesUnit.test(name)) || unitFollows.test(text.text.slice(to))) continue;
          const message = `${text.text.slice(from, to)} is a number without its unit`;
          const hint = "write the unit or the counted things after it, or use humanizePercentage or humanizeDuration";
          yield findingIn(where, text, { message, hint, from, to });
        }
  },
};

const namesUnit = /^humanize(Percentage|Duration|Timestamp)$|^toTime$/;
const unitFollows = /^ ?(?!(of|for|on|in|at|and|or|is|was|than|since|to|over|below|above)\b)[A-Za-z%°µ]/;

/** Checks of an alert's templates, and of what they print of its series. */
export const templateChecks: readonly Check[] = [
  templateSyntax,
  templateFailure,
  labelValue,
  alertLabel,
  externalLabel,
  alertFormat,
];

/** Checks that read an alert's texts alone. */
export const textChecks: readonly Check[] = [annotationValueUnit];
