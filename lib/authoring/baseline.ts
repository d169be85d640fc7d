import type { RecordingRule } from "../model/model.ts";
import { promql } from "../promql/promql.ts";
import { record } from "./define.ts";

/**
 * What a recorded series usually is at this time of day, for alerts that compare it with its own past.
 * Two series: `<series>_baseline_min` and `<series>_baseline_max`, the smaller and the larger of its mean over the hour
 * around this time a week ago and a day ago. Below the first or above the second is unusual by both, so that neither a
 * weekend nor an incident within the past week is taken for the rule. Whichever of the two is missing is left out;
 * both are missing, and the baseline with them, on the first day.
 * @param series recorded series, such as `pipeline:etl_records_ingested:rate5m`
 * @param what the series in words, to complete "Smaller of last week's and yesterday's ..."
 */
export function baseline(series: string, what: string): readonly [RecordingRule, RecordingRule] {
  const week = `avg_over_time(${series}[1h] offset 167h30m)`;
  const day = `avg_over_time(${series}[1h] offset 23h30m)`;
  return [
    record(
      `${series}_baseline_min`,
      promql`(${week} < ${day}) or ${day} or ${week}`,
      `Smaller of last week's and yesterday's ${what} around this time`,
    ),
    record(
      `${series}_baseline_max`,
      promql`(${week} > ${day}) or ${day} or ${week}`,
      `Larger of last week's and yesterday's ${what} around this time`,
    ),
  ];
}
