import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runExperiments } from "../lib/cli/experiments.ts";
import { loadModel } from "../lib/cli/load.ts";
import { tool } from "../lib/cli/programs/tools.ts";
import { ruleYaml } from "../lib/emit/rules.ts";
import type { Experiment } from "../lib/testing/experiment.ts";
import { ruleDocument, testDocument } from "../lib/testing/promtool.ts";
import { ruleSuitesOf, ruleTest } from "../lib/testing/rule-tests.ts";
import { defineBenchmark, milliseconds } from "./bench.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** With all rules, promtool takes many minutes for all examples: only every so many alerts are compared. */
const every = 12;

export default defineBenchmark({
  name: "examples",
  question: "How fast do the alerts' examples run, compared with promtool and all rules at once? (takes some minutes)",
  run: async () => {
    const { rules, links } = await loadModel(root);
    const suites = ruleSuitesOf(rules);
    const ruleTests = suites.map((suite) => ruleTest(suite, links));
    const sample = ruleTests.filter((_, i) => i % every === 0);
    const everything = rules.flatMap(({ definition }) =>
      definition.rules.map((rule) => ruleYaml(rule, { links, dashboards: [], datasources: [] })),
    );
    const whole = await milliseconds(() => runExperiments(ruleTests));
    const ours = await milliseconds(() => runExperiments(sample));
    const reference = await milliseconds(() =>
      together({ title: "all rules", rules: everything, tests: sample.flatMap(({ tests }) => tests) }),
    );
    const count = sample.reduce((sum, { tests }) => sum + tests.length, 0);
    return [
      `all examples of ${suites.length} alerts: ${(whole / 1000).toFixed(1)} s`,
      `${count} of them: ${(ours / 1000).toFixed(1)} s; by promtool with all ${everything.length} rules: ${(reference / 1000).toFixed(1)} s`,
      `ratio ${(reference / ours).toFixed(1)}`,
    ];
  },
});

/** One promtool, one rule file, one test file. */
async function together(experiment: Experiment): Promise<void> {
  const promtool = await tool("promtool");
  const folder = await mkdtemp(join(tmpdir(), "bench-examples-"));
  try {
    await writeFile(join(folder, "rules.yml"), ruleDocument(experiment));
    await writeFile(join(folder, "all.test.yml"), testDocument(experiment, "rules.yml"));
    // It exits with 1: the tests expect nothing, so that promtool reports everything that it finds.
    await new Promise((resolve) =>
      execFile(promtool, ["test", "rules", join(folder, "all.test.yml")], { maxBuffer: 1 << 30 }, resolve),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
