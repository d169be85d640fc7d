import { setImmediate } from "node:timers/promises";
import { runChecks } from "../../checks/check.ts";
import { checks } from "../../checks/index.ts";
import type { Model } from "../../model/model.ts";
import { formatProblem } from "../../model/problem.ts";
import type { ToldProblem } from "./boards.ts";

/**
 * Runs one check after the other, so that a save in the meantime has not to wait for all of them.
 * @param isInVain whether the model is out of date
 * @returns undefined when it was in vain
 */
export async function findProblems(model: Model, isInVain: () => boolean): Promise<ToldProblem[] | undefined> {
  const problems: ToldProblem[] = [];
  for (const check of checks) {
    await setImmediate();
    if (isInVain()) return undefined;
    const found = runChecks(model, [check]);
    problems.push(
      ...found.map((problem) => ({ file: problem.file, path: problem.path, text: formatProblem(problem) })),
    );
  }
  return problems;
}
