import type { Check } from "../check.ts";
import { alertsOf } from "../walk.ts";
import { alertingExample } from "./example.ts";

export const alertValueUnit: Check = {
  name: "alert-value-unit",
  why: "Whoever is woken by a bare 0.97 must guess whether it is seconds, a share or a count.",
  *find(model) {
    for (const { rule, where } of alertsOf(model))
      for (const field of ["summary", "description", "action"] as const)
        for (const value of bareValues(rule[field]))
          yield {
            ...where,
            path: [...where.path, field],
            message: `${value} is a number without its unit`,
            hint: "let the unit or what is counted follow it, or use humanizePercentage or humanizeDuration",
          };
  },
  bad: () => alertingExample({ alert: { summary: "The lag of {{ $labels.topic }} is {{ $value | humanize }}" } }),
  good: () => alertingExample({ alert: { summary: "{{ $labels.topic }} is {{ $value | humanize }} messages behind" } }),
};

const speaksForItself = /humanize(Percentage|Duration|Timestamp)/;
const unitFollows = /^ ?(?!(of|for|on|in|at|and|or|is|was|than|since|to|over|below|above)\b)[A-Za-z%°µ]/;

function* bareValues(text: string): Generator<string> {
  for (const { 0: template, index } of text.matchAll(/\{\{[^}]*\$value[^}]*\}\}/g)) {
    const rest = text.slice(index + template.length);
    if (!speaksForItself.test(template) && !unitFollows.test(rest)) yield template;
  }
}
