import type { ProblemSeverity } from "../model/config.ts";
import type { Model } from "../model/model.ts";
import type { Problem } from "../model/problem.ts";
import { allowancesIn } from "../promql/text/allowances.ts";

/** What a check finds; `runChecks` adds the check's name and its severity. */
export type Finding = Omit<Problem, "check" | "severity">;

/** One thing that is proven of every model. */
export interface Check {
  /** Family and subject, such as `promql-label`: the list sorts itself into groups. */
  readonly name: string;
  /** One sentence: what goes wrong when this is broken. */
  readonly why: string;
  /** Severity of its problems where the project's configuration sets none. Defaults to `error`. */
  readonly severity?: ProblemSeverity;
  /** A model that breaks it and one that keeps it, both small; they are its documentation and its test. */
  readonly bad: () => Model;
  readonly good: () => Model;
  readonly find: (model: Model) => Iterable<Finding>;
}

/**
 * Runs the checks over the model and collects all problems, in a stable order. Left out are checks that the project's
 * configuration switches off, and problems that a comment in their expression suppresses.
 */
export function runChecks(model: Model, checks: readonly Check[]): Problem[] {
  return checks
    .flatMap((check) => problemsOf(model, check))
    .filter(
      ({ check, expression }) => !allowancesIn(expression?.text ?? "").some((allowed) => allowed.check === check),
    );
}

function problemsOf(model: Model, check: Check): Problem[] {
  const severity = model.settings.checks[check.name]?.severity ?? check.severity ?? "error";
  if (severity === "off") return [];
  return Array.from(check.find(model), (finding) => ({ check: check.name, severity, ...finding }));
}
