import type { Answer } from "../../lib/examples/experiment.ts";
import { atLimits } from "../../lib/examples/limits/limits.ts";
import type { Mutant } from "../../lib/examples/mutation/mutants.ts";
import type { Tried } from "../../lib/examples/mutation/report.ts";
import { type Fate, fateOf, mutationExperiment, named, pristine } from "../../lib/examples/mutation/verdict.ts";
import { probesOf } from "../../lib/examples/probes.ts";
import type { Suite } from "../../lib/examples/suite.ts";
import { type Attempt, attemptsOf } from "../../lib/examples/trials.ts";
import type { Links } from "../../lib/model.ts";
import { Trouble } from "../outcome.ts";
import { conduct } from "./experiments.ts";
import { findLimits } from "./limits.ts";

interface Work {
  readonly suite: Suite;
  readonly attempts: readonly Attempt[];
  /** By their name in the experiment. */
  readonly mutants: ReadonlyMap<string, Mutant>;
}

/**
 * What becomes of alerts' mutants: first in the examples, then, for those that survive, at the limits that the examples
 * lead to, and then in probes.
 * @throws Trouble where an alert itself cannot be evaluated
 */
export async function tryMutants(
  alerts: readonly { readonly suite: Suite; readonly mutants: readonly Mutant[] }[],
  links: Links,
): Promise<Tried[]> {
  const inExamples = await tryExamples(
    alerts.map(({ suite, mutants }) => ({ suite, attempts: attemptsOf(suite), mutants: named(mutants) })),
    links,
  );
  const suites = suitesLeft(inExamples);
  const limits = new Map((await findLimits(suites, links)).map((limits, i) => [suites[i], limits]));
  const nearLimits = (suite: Suite): Attempt[] => {
    const near = atLimits(suite, limits.get(suite) ?? { brinks: [] });
    return near ? attemptsOf(near) : [];
  };
  const inLimits = await tryAgain(inExamples, nearLimits, "limit", links);
  return tryAgain(inLimits, probesOf, "probe", links);
}

const suitesLeft = (tried: readonly Tried[]): Suite[] => [
  ...new Set(tried.filter(({ fate }) => fate === "survived").map(({ suite }) => suite)),
];

/** Survivors in other attempts; those that are noticed there have met this fate. */
async function tryAgain(
  tried: readonly Tried[],
  attemptsFor: (suite: Suite) => readonly Attempt[],
  fate: Fate,
  links: Links,
): Promise<Tried[]> {
  const work = suitesLeft(tried).map((suite): Work => {
    const survivors = tried.filter((one) => one.suite === suite && one.fate === "survived");
    return { suite, attempts: attemptsFor(suite), mutants: named(survivors.map(({ mutant }) => mutant)) };
  });
  const done = await conductAll(
    work.filter(({ attempts }) => attempts.length > 0),
    links,
  );
  const noticed = new Set(done.flatMap(judged).flatMap((one) => (one.fate === "survived" ? [] : [one.mutant])));
  return tried.map((one) => (noticed.has(one.mutant) ? { ...one, fate } : one));
}

/** A mutant that Prometheus cannot evaluate stops its experiment: it goes on without. */
async function tryExamples(work: readonly Work[], links: Links): Promise<Tried[]> {
  const tried: Tried[] = [];
  let left = work;
  while (left.length > 0) {
    const done = await conductAll(left, links);
    tried.push(...done.flatMap((one) => judged(one).filter(({ fate }) => isWhole(one) || fate === "broken")));
    left = done.filter((one) => !isWhole(one)).map(withoutBroken);
  }
  return tried;
}

interface Done extends Work {
  readonly answers: readonly Answer[];
}

async function conductAll(work: readonly Work[], links: Links): Promise<Done[]> {
  const answers = await conduct(
    work.map(({ suite, mutants, attempts }) => mutationExperiment(suite, mutants, attempts, links)),
  );
  return work.map((one, i) => ({ ...one, answers: answers[i] ?? [] }));
}

const judged = ({ suite, mutants, attempts, answers }: Done): Tried[] =>
  Array.from(mutants, ([name, mutant]) => ({ suite, mutant, fate: fateOf(name, attempts, answers) }));

const isWhole = ({ answers }: Done): boolean => answers.every(({ broken }) => broken.size === 0);

function withoutBroken({ suite, attempts, mutants, answers }: Done): Work {
  const broken = new Map(answers.flatMap((answer) => [...answer.broken]));
  const whole = new Map([...mutants].filter(([name]) => !broken.has(name)));
  if (broken.has(pristine))
    throw new Trouble(`${suite.file} › ${suite.alert.alert}: cannot be evaluated: ${broken.get(pristine)}`);
  return { suite, attempts, mutants: whole };
}
