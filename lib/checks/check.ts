import type { Model } from "../model/model.ts";
import type { Problem } from "../model/problem.ts";
import { allowancesIn } from "../promql/text/allowances.ts";

/** What a check finds; the engine adds the check's name. */
export type Finding = Omit<Problem, "check">;

/** One thing that is proven of every model. */
export interface Check {
  /** Family and subject, such as `promql-label`: the list sorts itself into groups. */
  readonly name: string;
  /** One sentence: what goes wrong when this is broken. */
  readonly why: string;
  /** A model that breaks it and one that keeps it, both small; they are its documentation and its test. */
  readonly bad: () => Model;
  readonly good: () => Model;
  readonly find: (model: Model) => Iterable<Finding>;
}

/**
 * Runs every check over the model and collects all problems, in a stable order; but for those that a comment in their
 * expression allows.
 */
export function runChecks(model: Model, checks: readonly Check[]): Problem[] {
  return checks
    .flatMap((check) => Array.from(check.find(model), (finding) => ({ check: check.name, ...finding })))
    .filter(
      ({ check, expression }) => !allowancesIn(expression?.text ?? "").some((allowed) => allowed.check === check),
    );
}
