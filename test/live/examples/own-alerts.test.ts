import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadModel } from "../../../lib/cli/load.ts";
import { run } from "../../../lib/cli/programs/run.ts";
import { conduct } from "../../../lib/cli/testing/experiments.ts";
import { findLimits } from "../../../lib/cli/testing/limits.ts";
import { limitLines, limitSummary } from "../../../lib/testing/boundaries/report.ts";
import { coverageExperiment, coverageOf } from "../../../lib/testing/coverage.ts";
import { suitesOf } from "../../../lib/testing/suite.ts";
import { momentLines } from "../../support/snapshots.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const command = (...args: string[]) => run(process.execPath, cli, ...args);
const { rules, links } = await loadModel(".");
const suites = suitesOf(rules);
const outline = (name: string) => `../../outlines/${name}.txt`;
/** All series of all examples are evaluated minute by minute. */
const options = { timeout: 15 * 60_000 };
const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;

test(
  "every branch and state of our alerts is shown by an example, at moments that are written down",
  options,
  async () => {
    const answers = await conduct(suites.map((suite) => coverageExperiment(suite, links)));
    const cases = suites.flatMap((suite, i) => coverageOf(suite, answers[i] ?? []));
    expect(cases.filter(({ failure }) => failure)).toEqual([]);
    expect(cases.length).toBeGreaterThan(500);
    const lines = suites.flatMap((suite, i) => momentLines(suite, answers[i] ?? []));
    await expect(text(lines)).toMatchFileSnapshot(outline("moments"));
  },
);

test("our alerts begin to fire where it is written down", options, async () => {
  const limits = await findLimits(suites, links);
  const found = suites.flatMap((suite, i) => (limits[i] ? [{ suite, limits: limits[i] }] : []));
  const lines = found.flatMap(({ suite, limits }) => limitLines(suite, limits));
  await expect(text([...lines, limitSummary(found)])).toMatchFileSnapshot(outline("limits"));
});

test("the command tells how many branches and states there are", async () => {
  const { stdout } = await command("coverage", "HostDown");
  expect(stdout).toBe("2 branches and states, 0 failed\n");
});

test("a few alerts of every kind keep their mutants from passing; `npm run mutate` tries them all", async () => {
  const { stdout } = await command("mutate", "HostDown", "HostMemoryLow", "TransactionsFail", "EtlRunsFail", "--json");
  expect(JSON.parse(stdout).score).toBeGreaterThanOrEqual(0.95);
});
