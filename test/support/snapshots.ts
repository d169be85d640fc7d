import { durationSeconds } from "../../lib/model/duration.ts";
import type { Labels, Result } from "../../lib/testing/experiment.ts";
import { original } from "../../lib/testing/mutation-outcomes.ts";
import { evaluationInterval, type Interval, intervalsOf } from "../../lib/testing/promtool.ts";
import { alertTitle, casesOf, type RuleSuite } from "../../lib/testing/rule-tests.ts";

/**
 * When an alert is pending and firing in each of its examples and recoveries: a line with its name and one for each.
 * @param results those of `searchCoverage`
 */
export const snapshotLines = (suite: RuleSuite, results: readonly Result[]): string[] => [
  `${suite.file} › ${alertTitle(suite.alert)}`,
  ...results.map((result, i) => {
    const name = casesOf(suite)[i]?.name;
    const intervals = intervalsOf(result).get(original) ?? [];
    return `  ${name}: ${intervals.length === 0 ? "nothing" : formatDuration(intervals)}`;
  }),
];

function formatDuration(intervals: readonly Interval[]): string {
  const byLabels = new Map<string, Interval[]>();
  for (const interval of intervals) {
    const labels = inBraces(interval.labels);
    byLabels.set(labels, [...(byLabels.get(labels) ?? []), interval]);
  }
  return [...byLabels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([labels, own]) =>
        `${labels} ${own
          .sort((a, b) => a.first - b.first)
          .map(intervalText)
          .join(", ")}`,
    )
    .join("; ");
}

/** Times since the first sample. An interval with gaps has its number of evaluations too. */
function intervalText({ state, first, last, evaluations }: Interval): string {
  const [from, to] = [clock(first), clock(last)];
  const steady = (last - first) / durationSeconds(evaluationInterval) + 1;
  const times = evaluations === steady ? "" : ` (${evaluations} times)`;
  return `${state} ${from === to ? `at ${from}` : `${from} to ${to}`}${times}`;
}

/** Hours and minutes, such as `1h05m`: rules are evaluated every minute. */
function clock(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, "0")}m`;
}

const inBraces = (labels: Labels): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .sort()
    .join(", ")}}`;
