import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadModel } from "../lib/cli/load.ts";
import { tool } from "../lib/cli/programs/tools.ts";
import { conduct } from "../lib/cli/testing/experiments.ts";
import { ruleYaml } from "../lib/emit/rules.ts";
import { ruleDocument, testDocument } from "../lib/testing/promtool/documents.ts";
import { proofOf } from "../lib/testing/proof.ts";
import { suitesOf } from "../lib/testing/suite.ts";
import { defineBenchmark, milliseconds } from "./bench.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** Given all rules, promtool takes many minutes for all examples: every so many alerts stand for the rest. */
const every = 12;

export default defineBenchmark({
  name: "examples",
  question: "How fast are the alerts' examples tried, beside promtool given all rules at once? (takes some minutes)",
  run: async () => {
    const { rules, links } = await loadModel(root);
    const suites = suitesOf(rules);
    const proofs = suites.map((suite) => proofOf(suite, links));
    const sample = proofs.filter((_, i) => i % every === 0);
    const everything = rules.flatMap(({ definition }) => definition.rules.map((rule) => ruleYaml(rule, links)));
    const whole = await milliseconds(() => conduct(proofs));
    const ours = await milliseconds(() => conduct(sample));
    const theirs = await milliseconds(() =>
      together({ rules: everything, trials: sample.flatMap(({ trials }) => trials) }),
    );
    const count = sample.reduce((sum, { trials }) => sum + trials.length, 0);
    return [
      `all examples of ${suites.length} alerts: ${(whole / 1000).toFixed(1)} s`,
      `${count} of them: ${(ours / 1000).toFixed(1)} s; by promtool with all ${everything.length} rules: ${(theirs / 1000).toFixed(1)} s`,
      `ratio ${(theirs / ours).toFixed(1)}`,
    ];
  },
});

/** One promtool, one rule file, one test file. */
async function together(experiment: Parameters<typeof testDocument>[0]): Promise<void> {
  const promtool = await tool("promtool");
  const folder = await mkdtemp(join(tmpdir(), "bench-examples-"));
  try {
    await writeFile(join(folder, "rules.yml"), ruleDocument(experiment));
    await writeFile(join(folder, "all.test.yml"), testDocument(experiment, "rules.yml"));
    // It exits with 1: nothing is expected, so that it tells what it found.
    await new Promise((resolve) =>
      execFile(promtool, ["test", "rules", join(folder, "all.test.yml")], { maxBuffer: 1 << 30 }, resolve),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
