import { resolve } from "node:path";
import { Command } from "commander";
import { emitRuleTests } from "../emit/rule-tests.ts";
import { composeTarget } from "../emit/target.ts";
import type { Model, Rule } from "../model/model.ts";
import { alsoAtLimits, type Limits } from "../testing/boundaries/limits.ts";
import { limitLines, limitSummary } from "../testing/boundaries/report.ts";
import type { Suite } from "../testing/suite.ts";
import { loadModel } from "./load.ts";
import { chosenSuites } from "./testing/choose.ts";
import { findLimits } from "./testing/limits.ts";
import { write } from "./write.ts";

interface LimitsOptions {
  readonly project: string;
  readonly out?: string;
}

export default new Command("limits")
  .argument("[alerts...]", "these alerts only")
  .option("--project <dir>", "the folder that holds stack.ts", ".")
  .option("--out <dir>", "write the alerts' examples and these as tests for promtool, below this folder")
  .action(async (alerts: string[], { project, out }: LimitsOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const limits = await findLimits(suites, model.links);
    const found = suites.flatMap((suite, i) => (limits[i] ? [{ suite, limits: limits[i] }] : []));
    for (const one of found) for (const line of limitLines(one.suite, one.limits)) process.stdout.write(`${line}\n`);
    process.stdout.write(`${limitSummary(found)}\n`);
    if (out !== undefined) {
      const tests = emitRuleTests(withLimits(model, found), composeTarget(model));
      await write(resolve(out), tests, false);
    }
  });

/** The model with the examples at the limits beside those that were written. */
function withLimits(model: Model, found: readonly { suite: Suite; limits: Limits }[]): Model {
  const also = new Map<Rule, Rule>(found.map(({ suite, limits }) => [suite.alert, alsoAtLimits(suite, limits).alert]));
  return {
    ...model,
    rules: model.rules.map((group) => ({
      ...group,
      definition: { ...group.definition, rules: group.definition.rules.map((rule) => also.get(rule) ?? rule) },
    })),
  };
}
