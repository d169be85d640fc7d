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
import { alertsOf, type Check } from "./check.ts";
import { expressionsOf } from "./expressions.ts";

const fields = ["summary", "description", "action"] as const;

const alertLabel: Check = {
  name: "alert-label",
  description: "A label that the alert's series do not have is printed as nothing: a word of the text is missing.",
  *find(model) {
    for (const { rule, analysis, where } of expressionsOf(model)) {
      if (!rule || !("alert" in rule) || !analysis) continue;
      const { labels } = analysis.root;
      for (const field of fields)
        for (const name of labelsInTemplate(rule[field])) {
          if (name === "alertname" || hasLabel(labels, name) !== "never") continue;
          const hint = didYouMean(name, labels.known.keys()) ?? `the labels are ${listLabels(labels)}`;
          const message = `the ${field} prints label "${name}", which the alert's series do not have`;
          yield { ...where, message, hint };
        }
    }
  },
};

/** The labels that a template of Prometheus reads: `{{ $labels.x }}`, `{{ .Labels.x }}`, `{{ index $labels "x" }}`. */
function labelsInTemplate(text: string): string[] {
  const use = /\{\{[^}]*?(?:(?:\$labels|\.Labels)\.|index\s+(?:\$labels|\.Labels)\s+")([A-Za-z_]\w*)[^}]*\}\}/g;
  return Array.from(text.matchAll(use), ([, name = ""]) => name);
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
      if (!rule || !("alert" in rule) || !unit) continue;
      for (const format of fields.flatMap((field) => valueFormats(rule[field]))) {
        const wanted = formats[format];
        if (!wanted || (sameDimension(wanted, unit) && !(wanted === ratio && unit.flavour === "count"))) continue;
        const message = `${format} expects ${describeDimension(wanted)}, but the alert's value is ${describeDimension(unit)}`;
        yield { ...where, message, hint: formatFor(unit) };
      }
    }
  },
};

/** The functions that format the alert's value: `{{ $value | humanizePercentage }}`. */
const valueFormats = (text: string): string[] =>
  Array.from(text.matchAll(/\{\{\s*(?:\$value|\.Value)\s*\|\s*(\w+)\s*\}\}/g), ([, name = ""]) => name);

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
      for (const field of fields)
        for (const value of bareValues(rule[field]))
          yield {
            ...where,
            path: [...where.path, field],
            message: `${value} is a number without its unit`,
            hint: "write the unit or the counted things after it, or use humanizePercentage or humanizeDuration",
          };
  },
};

const formatNamesUnit = /humanize(Percentage|Duration|Timestamp)/;
const unitFollows = /^ ?(?!(of|for|on|in|at|and|or|is|was|than|since|to|over|below|above)\b)[A-Za-z%°µ]/;

function* bareValues(text: string): Generator<string> {
  for (const { 0: template, index } of text.matchAll(/\{\{[^}]*\$value[^}]*\}\}/g)) {
    const rest = text.slice(index + template.length);
    if (!formatNamesUnit.test(template) && !unitFollows.test(rest)) yield template;
  }
}

/** Checks that compare an alert's texts with its expression. */
export const templateChecks: readonly Check[] = [alertLabel, alertFormat];

/** Checks that read an alert's texts alone. */
export const textChecks: readonly Check[] = [annotationValueUnit];
