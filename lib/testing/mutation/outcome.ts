import { ruleYaml } from "../../emit/rules.ts";
import type { AlertRule, Links } from "../../model/model.ts";
import type { TestCase } from "../cases.ts";
import type { Experiment, Firing, Result } from "../experiment.ts";
import { intervalQueries, intervalsOf, sameIntervals } from "../intervals.ts";
import { type RuleSuite, suiteTitle } from "../rule-suite.ts";
import { assert } from "../rule-test.ts";
import type { Mutant } from "./mutants.ts";

/**
 * How a mutant was detected: by an example's assertion, by a state of the alert that begins or ends at another time
 * (timing), by a generated example at a boundary, or by Prometheus, which cannot evaluate it (broken).
 */
export type Outcome = "assertion" | "timing" | "boundary" | "broken" | "survived";

/** The name of the alert itself among its mutants. */
export const original = "original";

/**
 * The alert and its mutants in one experiment, so that the series are evaluated once for all. They have no labels,
 * which mutation does not change, and no annotations where no example asserts them: rendering takes most of the time.
 */
export function mutationExperiment(
  suite: RuleSuite,
  mutants: ReadonlyMap<string, Mutant>,
  cases: readonly TestCase[],
  links: Links,
): Experiment {
  const annotated = cases.some(({ assertion }) => assertion?.fires && assertion.example.message !== undefined);
  const alerts = [
    [original, suite.alert] as const,
    ...Array.from(mutants, ([name, { rule }]) => [name, rule] as const),
  ];
  return {
    title: suiteTitle(suite),
    rules: [
      ...suite.inputs.map((rule) => ruleYaml(rule, links)),
      ...alerts.map(([name, rule]) => bare({ ...rule, alert: name }, annotated)),
    ],
    tests: cases.map(({ series, step, at }) => ({
      series,
      step,
      at,
      alerts: alerts.map(([name]) => name),
      queries: intervalQueries(at),
    })),
  };
}

const bare = ({ alert, expr, for: hold, keepFiringFor, summary, description }: AlertRule, annotated: boolean) => ({
  alert,
  expr,
  for: hold,
  ...(keepFiringFor && { keep_firing_for: keepFiringFor }),
  ...(annotated && { annotations: { summary, description } }),
});

/** Mutants by their name in the experiment. */
export const named = (mutants: readonly Mutant[]): Map<string, Mutant> =>
  new Map(mutants.map((mutant, i) => [`mutant ${i + 1}`, mutant]));

/** The outcome of a mutant. Cases that Prometheus could not evaluate count only against the rule that broke them. */
export function outcomeOf(name: string, cases: readonly TestCase[], results: readonly Result[]): Outcome {
  if (results.some(({ broken }) => broken.has(name) && !broken.has(original))) return "broken";
  const isAsserted = cases.some(({ assertion }, i) => {
    const result = results[i];
    return (
      assertion && result?.broken.size === 0 && assert({ assertion, result, alert: name, labels: {} }) !== undefined
    );
  });
  if (isAsserted) return "assertion";
  const hasMoved = results.some((result) => {
    if (result.broken.size > 0) return false;
    const intervals = intervalsOf(result);
    return !sameIntervals(intervals.get(original) ?? [], intervals.get(name) ?? []);
  });
  return hasMoved ? "timing" : "survived";
}

/** An example that would detect a mutant. */
export interface SuggestedTest {
  /** The list of examples that it belongs to. */
  readonly list: "fires" | "quiet";
  readonly testCase: TestCase;
}

/** The first case at whose end one of the alert and the mutant fires, and the other does not. */
export function suggestedTestIn(
  name: string,
  cases: readonly TestCase[],
  results: readonly Result[],
): SuggestedTest | undefined {
  const firingIn = ({ firing }: Result, alert: string): readonly Firing[] => firing.get(alert) ?? [];
  for (const [i, testCase] of cases.entries()) {
    const result = results[i];
    if (!result || result.broken.size > 0) continue;
    const [own, other] = [firingIn(result, original), firingIn(result, name)];
    // An assertion is about any series that fires, or about none.
    if (own.length > 0 !== other.length > 0) return { list: own.length > 0 ? "fires" : "quiet", testCase };
  }
  return undefined;
}
