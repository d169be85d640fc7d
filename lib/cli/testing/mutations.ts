import type { Links } from "../../model/model.ts";
import { atLimits, type Limits } from "../../testing/boundaries/limits.ts";
import type { Answer } from "../../testing/experiment.ts";
import type { Mutant } from "../../testing/mutation/mutants.ts";
import { remediesFor } from "../../testing/mutation/remedies.ts";
import type { Tried } from "../../testing/mutation/report.ts";
import {
  type Fate,
  fateOf,
  mutationExperiment,
  named,
  pristine,
  type Remedy,
  remedyIn,
} from "../../testing/mutation/verdict.ts";
import type { Suite } from "../../testing/suite.ts";
import { type Attempt, attemptsOf } from "../../testing/trials.ts";
import { UserError } from "../outcome.ts";
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
 * lead to. What survives there too comes with an example that would notice it, where one was found.
 * @throws UserError where an alert itself cannot be evaluated
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
  const limits = await findLimits(suites, links);
  const near = new Map(suites.map((suite, i) => [suite, limits[i] ? nearLimits(suite, limits[i]) : []]));
  const inLimits = await survivorsIn(inExamples, (suite) => near.get(suite) ?? [], links);
  const tried = inExamples.map((one) => {
    const again = inLimits.find(({ mutant }) => mutant === one.mutant);
    return again && fateIn(again) !== "survived" ? { ...one, fate: "limit" as const } : one;
  });
  return withRemedies(tried, near, links);
}

const nearLimits = (suite: Suite, limits: Limits): Attempt[] => {
  const near = atLimits(suite, limits);
  return near ? attemptsOf(near) : [];
};

async function withRemedies(
  tried: readonly Tried[],
  near: ReadonlyMap<Suite, readonly Attempt[]>,
  links: Links,
): Promise<Tried[]> {
  const attempts = (suite: Suite): Attempt[] =>
    [...attemptsOf(suite).slice(0, 1), ...(near.get(suite) ?? [])]
      .filter(({ claim }) => claim?.fires)
      .flatMap((base) => remediesFor(base, suite.alert.expr));
  const found = new Map<Mutant, Remedy>();
  for (const { mutant, name, work } of await survivorsIn(tried, attempts, links)) {
    const remedy = remedyIn(name, work.attempts, work.answers);
    if (remedy) found.set(mutant, remedy);
  }
  return tried.map((one) => {
    const remedy = found.get(one.mutant);
    return remedy ? { ...one, remedy } : one;
  });
}

interface Again {
  readonly mutant: Mutant;
  /** Its name in the experiment. */
  readonly name: string;
  readonly work: Done;
}

const fateIn = ({ name, work: { attempts, answers } }: Again): Fate => fateOf(name, attempts, answers);

/** Survivors in other attempts. */
async function survivorsIn(
  tried: readonly Tried[],
  attemptsFor: (suite: Suite) => readonly Attempt[],
  links: Links,
): Promise<Again[]> {
  const work = suitesLeft(tried).map((suite): Work => {
    const survivors = tried.filter((one) => one.suite === suite && one.fate === "survived");
    return { suite, attempts: attemptsFor(suite), mutants: named(survivors.map(({ mutant }) => mutant)) };
  });
  const done = await conductAll(
    work.filter(({ attempts }) => attempts.length > 0),
    links,
  );
  return done.flatMap((one) => Array.from(one.mutants, ([name, mutant]) => ({ mutant, name, work: one })));
}

const suitesLeft = (tried: readonly Tried[]): Suite[] => [
  ...new Set(tried.filter(({ fate }) => fate === "survived").map(({ suite }) => suite)),
];

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
    throw new UserError(`${suite.file} › ${suite.alert.alert}: cannot be evaluated: ${broken.get(pristine)}`);
  return { suite, attempts, mutants: whole };
}
