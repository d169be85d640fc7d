import { durationSeconds } from "../../lib/model/duration.ts";
import type { Answer, Labels } from "../../lib/testing/experiment.ts";
import { pristine } from "../../lib/testing/mutation/verdict.ts";
import { evaluationInterval } from "../../lib/testing/promtool/documents.ts";
import { alertTitle, type Suite } from "../../lib/testing/suite.ts";
import { type Spell, timelinesOf } from "../../lib/testing/timeline.ts";
import { attemptsOf } from "../../lib/testing/trials.ts";

/**
 * When an alert waits and fires in each of its examples, and as it recovers: a line for its name and one for each.
 * @param answers those to `coverageExperiment`
 */
export const momentLines = (suite: Suite, answers: readonly Answer[]): string[] => [
  `${suite.file} › ${alertTitle(suite.alert)}`,
  ...attemptsOf(suite).map(({ name }, i) => {
    const spells = answers[i] ? (timelinesOf(answers[i]).get(pristine) ?? []) : [];
    return `  ${name}: ${spells.length === 0 ? "nothing" : inWords(spells)}`;
  }),
];

function inWords(spells: readonly Spell[]): string {
  const byLabels = new Map<string, Spell[]>();
  for (const spell of spells) {
    const labels = inBraces(spell.labels);
    byLabels.set(labels, [...(byLabels.get(labels) ?? []), spell]);
  }
  return [...byLabels]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([labels, own]) =>
        `${labels} ${own
          .sort((a, b) => a.first - b.first)
          .map(spellWords)
          .join(", ")}`,
    )
    .join("; ");
}

/** Times since the first sample. What came and went in between says how often it was seen. */
function spellWords({ state, first, last, evaluations }: Spell): string {
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
