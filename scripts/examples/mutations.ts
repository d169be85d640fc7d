import type { Answer } from "../../lib/examples/experiment.ts";
import type { Mutant } from "../../lib/examples/mutation/mutants.ts";
import type { Tried } from "../../lib/examples/mutation/report.ts";
import { fateOf, mutationExperiment, named } from "../../lib/examples/mutation/verdict.ts";
import type { Suite } from "../../lib/examples/suite.ts";
import type { Links } from "../../lib/model.ts";
import { Trouble } from "../outcome.ts";
import { conduct } from "./experiments.ts";

interface Work {
  readonly suite: Suite;
  /** By their name in the experiment. */
  readonly mutants: ReadonlyMap<string, Mutant>;
}

/**
 * What becomes of alerts' mutants. One that Prometheus cannot evaluate stops its experiment: it goes on without.
 * @throws Trouble where an alert itself cannot be evaluated
 */
export async function tryMutants(
  alerts: readonly { readonly suite: Suite; readonly mutants: readonly Mutant[] }[],
  links: Links,
): Promise<Tried[]> {
  const tried: Tried[] = [];
  let left = alerts.map(({ suite, mutants }): Work => ({ suite, mutants: named(mutants) }));
  while (left.length > 0) {
    const answers = await conduct(left.map(({ suite, mutants }) => mutationExperiment(suite, mutants, links)));
    const judged = left.map((work, i) => judge(work, answers[i] ?? []));
    tried.push(...judged.flatMap(({ done }) => done));
    left = judged.flatMap(({ again }) => (again ? [again] : []));
  }
  return tried;
}

function judge({ suite, mutants }: Work, answers: readonly Answer[]): { done: Tried[]; again?: Work } {
  const broken = new Map(answers.flatMap((answer) => [...answer.broken]));
  if (broken.size === 0) {
    return { done: Array.from(mutants, ([name, mutant]) => ({ suite, mutant, fate: fateOf(name, suite, answers) })) };
  }
  const refused = [...mutants].filter(([name]) => broken.has(name));
  if (refused.length === 0)
    throw new Trouble(`${suite.file} › ${suite.alert.alert}: ${[...broken.values()].join("; ")}`);
  return {
    done: refused.map(([, mutant]) => ({ suite, mutant, fate: "broken" })),
    again: { suite, mutants: new Map([...mutants].filter(([name]) => !broken.has(name))) },
  };
}
