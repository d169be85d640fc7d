import {
  type Dimension,
  describeDimension,
  ratio,
  sameDimension,
  seconds,
  timestamp,
} from "../../promql/analysis/dimension.ts";
import { valueFormats } from "../../promql/text/templates.ts";
import type { Check } from "../check.ts";
import { alertOn } from "./example.ts";
import { expressionsOf } from "./expressions.ts";

/** What each function of Prometheus' templates takes its value for. */
const formats: Readonly<Record<string, Dimension>> = {
  humanizePercentage: ratio,
  humanizeDuration: seconds,
  humanizeTimestamp: timestamp,
  toTime: timestamp,
};

export const alertFormat: Check = {
  name: "alert-format",
  why: "Bytes printed as a duration, or a percentage multiplied by 100 once more, mislead whoever is paged.",
  *find(model) {
    for (const { rule, analysis, where } of expressionsOf(model)) {
      const unit = analysis?.root.unit;
      if (!rule || !("alert" in rule) || !unit) continue;
      for (const format of [rule.summary, rule.description, rule.action].flatMap(valueFormats)) {
        const wanted = formats[format];
        if (!wanted || (sameDimension(wanted, unit) && !(wanted === ratio && unit.flavour === "count"))) continue;
        const message = `${format} takes ${describeDimension(wanted)}, but the alert's value is ${describeDimension(unit)}`;
        yield { ...where, message, hint: hintFor(unit) };
      }
    }
  },
  bad: () => alertOn("shop_disk_used_percent > 90", { summary: "The disk is {{ $value | humanizePercentage }} full" }),
  good: () => alertOn("shop_disk_used_ratio > 0.9", { summary: "The disk is {{ $value | humanizePercentage }} full" }),
};

function hintFor(unit: Dimension): string {
  const [format] = Object.entries(formats).find(([, wanted]) => sameDimension(wanted, unit)) ?? [];
  if (unit.powers.percent === 1) return 'write it as it is: {{ $value | printf "%.0f" }}%';
  return format && unit.flavour !== "count"
    ? `use ${format}`
    : `use humanize${unit.powers.bytes ? "1024" : ""}, and name the unit`;
}
