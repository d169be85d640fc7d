import { durationSeconds } from "../model/duration.ts";
import type { Links } from "../model/model.ts";
import type { Case } from "./cases.ts";
import type { Answer, Experiment } from "./experiment.ts";
import { type Mutant, mutantsOf } from "./mutation/mutants.ts";
import { fateOf, mutationExperiment, named, pristine } from "./mutation/verdict.ts";
import { evaluationInterval } from "./promtool/documents.ts";
import { alertTitle, type Suite } from "./suite.ts";
import { type Spell, timelinesOf } from "./timeline.ts";
import { attemptsOf } from "./trials.ts";

/** The alert beside itself without each of its branches. */
export const coverageExperiment = (suite: Suite, links: Links): Experiment =>
  mutationExperiment(suite, withoutBranches(suite), attemptsOf(suite), links);

/** One side of an `and`, `or` or `unless` for the whole: where that changes nothing, no example needs the other side. */
const withoutBranches = ({ alert }: Suite): Map<string, Mutant> =>
  named(mutantsOf(alert).filter(({ kind }) => kind === "branch"));

/**
 * What examples must show of an alert: what each branch of its expression decides, and that it waits, fires and
 * comes to an end. @param answers those to `coverageExperiment`
 */
export function coverageOf(suite: Suite, answers: readonly Answer[]): Case[] {
  const histories = answers.map((answer) => timelinesOf(answer).get(pristine) ?? []);
  const branches = Array.from(withoutBranches(suite), ([name, { change }]) =>
    entry(suite, `branch ${change}`, fateOf(name, attemptsOf(suite), answers) !== "survived", lacksBranch),
  );
  const waits = durationSeconds(suite.alert.for) >= durationSeconds(evaluationInterval);
  const pending = histories.some((history) => history.some(({ state }) => state === "pending"));
  const resolved = attemptsOf(suite).some(({ at }, i) => ends(histories[i] ?? [], durationSeconds(at)));
  return [
    ...branches,
    ...(waits ? [entry(suite, "pending", pending, "let an example hold for less than its `for`")] : []),
    ...(neverEnds(suite) ? [] : [entry(suite, "resolved", resolved, lacksEnd)]),
  ];
}

const lacksBranch = "add an example for which this makes a difference";
const lacksEnd = "add a quiet example that begins as the first firing one does and recovers";

/** It fired, and at the end does not. */
const ends = (history: readonly Spell[], at: number): boolean => {
  const firing = history.filter(({ state }) => state === "firing");
  return firing.length > 0 && firing.every(({ last }) => last + durationSeconds(evaluationInterval) <= at);
};

/** An expression of no series, such as `vector(1)`, is not meant to end. */
const neverEnds = ({ alert }: Suite): boolean => Object.keys(alert.examples.fires[0].given).length === 0;

const entry = (suite: Suite, what: string, covered: boolean, hint: string): Case => {
  const name = `${alertTitle(suite.alert)}: ${what}`;
  return { group: suite.file, name, ...(!covered && { failure: { message: "no example shows it", text: hint } }) };
};
