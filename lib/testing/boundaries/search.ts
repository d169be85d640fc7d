import type { Answer, Experiment } from "../experiment.ts";

/** Asks for experiments, one after the other, each chosen by the answers to those before, until it knows. */
export type Search<R> = Generator<Experiment, R, readonly Answer[]>;

/**
 * Conducts searches side by side, so that each round of all of them is one go.
 * @returns what each found, in their order
 */
export async function conclude<R>(
  searches: readonly Search<R>[],
  conduct: (experiments: readonly Experiment[]) => Promise<readonly (readonly Answer[])[]>,
): Promise<R[]> {
  const found = new Map<Search<R>, R>();
  let open = searches.map((search) => ({ search, step: search.next() }));
  while (open.length > 0) {
    const asked: { search: Search<R>; experiment: Experiment }[] = [];
    for (const { search, step } of open) {
      if (step.done) found.set(search, step.value);
      else asked.push({ search, experiment: step.value });
    }
    const answers = asked.length > 0 ? await conduct(asked.map(({ experiment }) => experiment)) : [];
    open = asked.map(({ search }, i) => ({ search, step: search.next(answers[i] ?? []) }));
  }
  return searches.map((search) => found.get(search) as R);
}
