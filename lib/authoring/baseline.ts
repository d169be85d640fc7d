import type { Duration, Model, RecordingRule, Rule } from "../model/model.ts";
import { type Promql, promql } from "../promql/promql.ts";
import { record } from "./rules.ts";

/**
 * The usual value of a recorded series at this time of day, for alerts that compare the series with its own past.
 * Two series: `<series>_baseline_min` and `<series>_baseline_max`, the smaller and the larger of its mean over the hour
 * around this time a week ago and a day ago. A value below the first or above the second is unusual compared with both,
 * so that neither a weekend nor an incident in the past week becomes the usual value. If one of the two is missing, the
 * other one counts; on the first day both are missing, and so is the baseline.
 * @param series recorded series, such as `pipeline:etl_records_ingested:rate5m`
 * @param what the series in words, to complete "Smaller of last week's and yesterday's ..."
 */
export function baseline(series: string, what: string): readonly [RecordingRule, RecordingRule] {
  const help = (which: string) => `${which} of last week's and yesterday's ${what} around this time`;
  return [
    baselineRule({ series, side: "min" }, help("Smaller")),
    baselineRule({ series, side: "max" }, help("Larger")),
  ];
}

type BaselineOf = NonNullable<RecordingRule["baselineOf"]>;

const baselineRule = (of: BaselineOf, help: string): RecordingRule => ({
  ...record(`${of.series}_baseline_${of.side}`, baselineExpr(of, "23h30m"), help),
  baselineOf: of,
});

function baselineExpr({ series, side }: BaselineOf, dayOffset: Duration): Promql {
  const week = `avg_over_time(${series}[1h] offset 167h30m)`;
  const day = `avg_over_time(${series}[1h] offset ${dayOffset})`;
  return promql`(${week} ${side === "min" ? "<" : ">"} ${day}) or ${day} or ${week}`;
}

/**
 * The same model with days of another length, in which a simulated recording need not last for days. Only baselines
 * change: an offset that a rule states itself stays.
 * @param minutes length of a day, more than 30
 */
export function withDayLength(model: Model, minutes: number): Model {
  const shortened = (rule: Rule): Rule =>
    "record" in rule && rule.baselineOf ? { ...rule, expr: baselineExpr(rule.baselineOf, `${minutes - 30}m`) } : rule;
  const rules = model.rules.map(({ definition, ...group }) => ({
    ...group,
    definition: { ...definition, rules: definition.rules.map(shortened) },
  }));
  return { ...model, rules };
}
