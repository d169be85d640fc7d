import "../../support/background.ts";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findBoundaries, runCoverage, runExperiments } from "../../../lib/cli/experiments.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import { run } from "../../../lib/cli/programs/programs.ts";
import { seriesCatalogOf } from "../../../lib/promql/analysis/series-catalog.ts";
import { boundaryLines, boundarySummary } from "../../../lib/testing/boundaries.ts";
import { disturbanceExperiment, disturbanceResults, disturbancesOf } from "../../../lib/testing/disturbances.ts";
import { coverageOf } from "../../../lib/testing/mutation-outcomes.ts";
import { ruleSuitesOf } from "../../../lib/testing/rule-tests.ts";
import { snapshotLines } from "../../support/snapshots.ts";

const cli = fileURLToPath(new URL("../../../lib/bin/bigdata-monitoring.js", import.meta.url));
const command = (...args: string[]) => run(process.execPath, cli, ...args);
const model = await loadModel(".");
const { rules, links } = model;
const suites = ruleSuitesOf(rules);
const outline = (name: string) => `../../outlines/${name}.txt`;
const text = (lines: readonly string[]) => `${lines.join("\n")}\n`;

test("an example shows every branch and state of our alerts, at the times in the outline", async () => {
  const results = await runCoverage(suites, links);
  const cases = suites.flatMap((suite, i) => coverageOf(suite, results[i] ?? []));
  expect(cases.filter(({ failure }) => failure)).toEqual([]);
  expect(cases.length).toBeGreaterThan(500);
  const lines = suites.flatMap((suite, i) => snapshotLines(suite, results[i] ?? []));
  await expect(text(lines)).toMatchFileSnapshot(outline("snapshots"));
});

test("our alerts tolerate resets, restarts, exporters that are down and second series", async () => {
  const catalog = seriesCatalogOf(model);
  const disturbances = suites.map((suite) => disturbancesOf(suite, catalog));
  const results = await runExperiments(
    suites.map((suite, i) => disturbanceExperiment(suite, disturbances[i] ?? [], links)),
  );
  const cases = suites.flatMap((suite, i) => disturbanceResults(suite, disturbances[i] ?? [], results[i] ?? []));
  expect(cases.filter(({ failure }) => failure)).toEqual([]);
  expect(cases.length).toBeGreaterThan(500);
});

test("our alerts begin to fire where the outline says", async () => {
  const boundaries = await findBoundaries(suites, links);
  const found = suites.flatMap((suite, i) => (boundaries[i] ? [{ suite, boundaries: boundaries[i] }] : []));
  const lines = found.flatMap(({ suite, boundaries }) => boundaryLines(suite, boundaries));
  await expect(text([...lines, boundarySummary(found)])).toMatchFileSnapshot(outline("boundaries"));
});

test("the command prints how many branches and states there are", async () => {
  const { stdout } = await command("test", "coverage", "HostDown");
  expect(stdout).toMatch(/^\d+ branches, states and disturbances, 0 failed\n$/);
});

test("a few alerts of every kind kill their mutants; `npx bigdata-monitoring test mutations` tests all", async () => {
  const alerts = ["HostDown", "HostMemoryLow", "TransactionsFail", "EtlRunsFail"];
  const { stdout } = await command("test", "mutations", ...alerts, "--json");
  expect(JSON.parse(stdout).score).toBeGreaterThanOrEqual(0.95);
});
