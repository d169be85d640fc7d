/** What an alert's expression returned over time for one set of labels. */
export interface History {
  readonly labels: Readonly<Record<string, string>>;
  /** When it returned something, in Unix seconds, ascending. */
  readonly times: readonly number[];
}

/** A time in which an alert would have fired. */
export interface Episode {
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds. */
  readonly from: number;
  /** When it was over, or the end of what was looked at. */
  readonly to: number;
}

/** How a rule was evaluated, in seconds. */
export interface Evaluation {
  readonly step: number;
  readonly for: number;
  readonly keepFiringFor: number;
  /** The last evaluation there is. */
  readonly end: number;
}

/**
 * When an alert would have fired: it is pending from its expression's first answer, fires once it has held for `for`
 * and is over at the first evaluation without an answer, or `keep_firing_for` later.
 */
export const episodesOf = ({ labels, times }: History, evaluation: Evaluation): Episode[] =>
  runs(times, evaluation).flatMap(({ from, last, over }) => {
    const fires = from + roundedUp(evaluation.for, evaluation.step);
    return fires > last ? [] : [{ labels, from: fires, to: Math.min(over, evaluation.end) }];
  });

interface Run {
  readonly from: number;
  /** The last answer. */
  readonly last: number;
  /** When a firing alert was over. */
  readonly over: number;
}

/** Stretches without a missing evaluation; what keeps firing bridges gaps, but only once it fires. */
function runs(times: readonly number[], evaluation: Evaluation): Run[] {
  const { step, keepFiringFor } = evaluation;
  const found: Run[] = [];
  for (const time of times) {
    const run = found.at(-1);
    const fired = run !== undefined && run.last >= run.from + roundedUp(evaluation.for, step);
    const timeout = step + (fired ? keepFiringFor : 0);
    const continues = run !== undefined && time - run.last <= timeout;
    if (continues) found.pop();
    found.push({ from: continues ? run.from : time, last: time, over: time + step + keepFiringFor });
  }
  return found;
}

const roundedUp = (seconds: number, step: number): number => Math.ceil(seconds / step) * step;
