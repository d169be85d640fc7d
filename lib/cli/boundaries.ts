import { resolve } from "node:path";
import { composeTarget } from "../emit/emit.ts";
import { emitRuleTests } from "../emit/rules.ts";
import type { Model, Rule } from "../model/model.ts";
import { type Boundaries, boundaryLines, boundarySummary, withBoundaries } from "../testing/boundaries.ts";
import type { RuleSuite } from "../testing/rule-tests.ts";
import { loadModel } from "./load.ts";
import { alertsCommand, chosenSuites } from "./testing/cases.ts";
import { findBoundaries } from "./testing/experiments.ts";
import { write } from "./write.ts";

interface BoundariesOptions {
  readonly project: string;
  readonly out?: string;
}

export default alertsCommand("boundaries")
  .option("--out <dir>", "write the alerts' examples and the generated ones as promtool tests to this folder")
  .action(async (alerts: string[], { project, out }: BoundariesOptions) => {
    const model = await loadModel(resolve(project));
    const suites = chosenSuites(model, alerts);
    const boundaries = await findBoundaries(suites, model.links);
    const found = suites.flatMap((suite, i) => (boundaries[i] ? [{ suite, boundaries: boundaries[i] }] : []));
    const lines = [...found.flatMap((one) => boundaryLines(one.suite, one.boundaries)), boundarySummary(found)];
    for (const line of lines) process.stdout.write(`${line}\n`);
    if (out === undefined) return;
    await write(resolve(out), emitRuleTests(withGenerated(model, found), composeTarget(model)), false);
  });

/** The model with the generated examples after the written ones. */
function withGenerated(model: Model, found: readonly { suite: RuleSuite; boundaries: Boundaries }[]): Model {
  const alerts = new Map<Rule, Rule>(
    found.map(({ suite, boundaries }) => [suite.alert, withBoundaries(suite, boundaries).alert]),
  );
  return {
    ...model,
    rules: model.rules.map((group) => ({
      ...group,
      definition: { ...group.definition, rules: group.definition.rules.map((rule) => alerts.get(rule) ?? rule) },
    })),
  };
}
