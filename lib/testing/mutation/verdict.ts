import { ruleYaml } from "../../emit/rules.ts";
import type { AlertRule, Links } from "../../model/model.ts";
import type { Answer, Experiment, Firing } from "../experiment.ts";
import { objection } from "../judge.ts";
import type { Suite } from "../suite.ts";
import { sameTimeline, timelineQuestions, timelinesOf } from "../timeline.ts";
import type { Attempt } from "../trials.ts";
import type { Mutant } from "./mutants.ts";

/**
 * What noticed a mutant: an example's claim, a moment in an example that moved, an example next to a limit, or
 * Prometheus, which cannot evaluate it.
 */
export type Fate = "claim" | "moment" | "limit" | "broken" | "survived";

/** The alert as it is, among its mutants. */
export const pristine = "pristine";

/**
 * The alert and its mutants beside each other, so that one evaluation of the series serves all. They go without labels,
 * which mutation does not touch, and without texts where no example asks for them: rendering takes most of the time.
 */
export function mutationExperiment(
  suite: Suite,
  mutants: ReadonlyMap<string, Mutant>,
  attempts: readonly Attempt[],
  links: Links,
): Experiment {
  const speaks = attempts.some(({ claim }) => claim?.fires && claim.example.says !== undefined);
  const alerts = [
    [pristine, suite.alert] as const,
    ...Array.from(mutants, ([name, { rule }]) => [name, rule] as const),
  ];
  return {
    rules: [
      ...suite.inputs.map((rule) => ruleYaml(rule, links)),
      ...alerts.map(([name, rule]) => bare({ ...rule, alert: name }, speaks)),
    ],
    trials: attempts.map(({ given, step, at }) => ({
      given,
      step,
      at,
      alerts: alerts.map(([name]) => name),
      asked: timelineQuestions(at),
    })),
  };
}

const bare = ({ alert, expr, for: wait, keepFiringFor, summary, description }: AlertRule, speaks: boolean) => ({
  alert,
  expr,
  for: wait,
  ...(keepFiringFor && { keep_firing_for: keepFiringFor }),
  ...(speaks && { annotations: { summary, description } }),
});

/** Names for mutants within their experiment. */
export const named = (mutants: readonly Mutant[]): Map<string, Mutant> =>
  new Map(mutants.map((mutant, i) => [`mutant ${i + 1}`, mutant]));

/** What became of a mutant. Attempts that Prometheus could not evaluate say nothing, but of what they broke on. */
export function fateOf(name: string, attempts: readonly Attempt[], answers: readonly Answer[]): Fate {
  if (answers.some(({ broken }) => broken.has(name) && !broken.has(pristine))) return "broken";
  const noticed = attempts.some(({ claim }, i) => {
    const answer = answers[i];
    return claim && answer?.broken.size === 0 && objection({ claim, answer, alert: name, labels: {} }) !== undefined;
  });
  if (noticed) return "claim";
  const moved = answers.some((answer) => {
    if (answer.broken.size > 0) return false;
    const timelines = timelinesOf(answer);
    return !sameTimeline(timelines.get(pristine) ?? [], timelines.get(name) ?? []);
  });
  return moved ? "moment" : "survived";
}

/** An example that would notice a mutant. */
export interface Remedy {
  /** Where it belongs. */
  readonly list: "fires" | "quiet";
  readonly attempt: Attempt;
}

/** The first attempt at whose end the mutant does other than the alert. */
export function remedyIn(name: string, attempts: readonly Attempt[], answers: readonly Answer[]): Remedy | undefined {
  const firingIn = ({ firing }: Answer, alert: string): readonly Firing[] => firing.get(alert) ?? [];
  for (const [i, attempt] of attempts.entries()) {
    const answer = answers[i];
    if (!answer || answer.broken.size > 0) continue;
    const [own, other] = [firingIn(answer, pristine), firingIn(answer, name)];
    // A claim is about one alert that fires, or about none.
    if (own.length > 0 !== other.length > 0) return { list: own.length > 0 ? "fires" : "quiet", attempt };
  }
  return undefined;
}
