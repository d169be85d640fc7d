import type { Model } from "../../model/model.ts";
import type { Suite } from "../../testing/suite.ts";
import { suitesOf } from "../../testing/suite.ts";
import { UserError } from "../outcome.ts";

/** The suites of the alerts that are named; of all where none is. @throws UserError that names what is no alert */
export function chosenSuites(model: Model, names: readonly string[]): Suite[] {
  const all = suitesOf(model.rules);
  const unknown = names.filter((name) => !all.some(({ alert }) => alert.alert === name));
  if (unknown.length > 0) throw new UserError(`no alert is called ${unknown.join(", ")}: see rules/`);
  return names.length === 0 ? all : all.filter(({ alert }) => names.includes(alert.alert));
}
