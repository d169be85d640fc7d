import { describe, expect, test } from "vitest";
import { alert, record } from "../../../lib/authoring/rules.ts";
import { findBoundaries, runExperiments, testMutants } from "../../../lib/cli/experiments.ts";
import { UserError } from "../../../lib/cli/outcome.ts";
import type { AlertExamples, Example } from "../../../lib/model/model.ts";
import { unknownVector } from "../../../lib/promql/analysis/type-info.ts";
import { type Promql, promql } from "../../../lib/promql/promql.ts";
import { boundaryLines } from "../../../lib/testing/boundaries.ts";
import { disturbanceExperiment, disturbanceResults, disturbancesOf } from "../../../lib/testing/disturbances.ts";
import type { Experiment } from "../../../lib/testing/experiment.ts";
import { mutantsOf } from "../../../lib/testing/mutants.ts";
import { type RuleSuite, ruleTest, ruleTestResults } from "../../../lib/testing/rule-tests.ts";

const links = { dashboards: "http://d", runbooks: "http://r" };

const suite = (examples: AlertExamples, expr = promql`job:x:sum > 5`): RuleSuite => ({
  file: "rules/ovens.ts",
  inputs: [record("job:x:sum", promql`sum by (job) (x)`, "")],
  alert: alert("OvenHot", {
    expr,
    for: "3m",
    severity: "warning",
    team: "platform",
    domain: "infrastructure",
    concern: "resources",
    summary: 'Oven "{{ $labels.job }}" is at {{ $value }}',
    description: "line 1\nline 2 {{ $labels.job }}",
    action: "",
    dashboard: "d",
    examples,
  }),
});

const hot = { series: { 'x{job="a",i="1"}': "4x10", 'x{job="a",i="2"}': "2x10" }, at: "5m" } as const;
const cold = { series: { 'x{job="a"}': "5x10" }, at: "5m" } as const;

async function failures(examples: AlertExamples): Promise<(string | undefined)[]> {
  const tested = suite(examples);
  const [results = []] = await runExperiments([ruleTest(tested, links)]);
  return ruleTestResults(tested, results).map(({ failure }) => failure?.text);
}

test("examples assert some labels and parts of the message", async () => {
  const message = ['Oven "a" is at 6', "line 2 a"];
  expect(
    await failures({ fires: [{ ...hot, labels: { job: "a", team: "platform" }, message }], quiet: [cold] }),
  ).toEqual([undefined, undefined]);
});

test("a failed assertion is reported with what was found", async () => {
  const all = { severity: "warning", team: "platform", domain: "infrastructure", concern: "resources" };
  const [labels, words, silent, loud] = await failures({
    fires: [{ ...hot, labels: { job: "b" } }, { ...hot, message: "7" }, cold],
    quiet: [hot],
  });
  const inBraces = (...pairs: string[][]) => pairs.map(([name, value]) => `${name}="${value}"`).sort();
  expect(labels).toMatch(/^fires without \{.*job="b"\}: \{/);
  for (const pair of inBraces(...Object.entries({ ...all, job: "a" }))) expect(labels).toContain(pair);
  expect(words).toBe('its message lacks "7": Oven "a" is at 6\nline 1\nline 2 a');
  expect(silent).toBe("does not fire");
  expect(loud).toMatch(/^fires with \{.*job="a"/);
});

test("an expression that Prometheus cannot evaluate is reported", async () => {
  const tested = suite({ fires: [hot], quiet: [cold] }, promql`x + on () x`);
  const [results = []] = await runExperiments([ruleTest(tested, links)]);
  expect(ruleTestResults(tested, results)[0]?.failure?.text).toMatch(/^cannot be evaluated: found duplicate series/);
});

describe("an alert's examples are disturbed", () => {
  const gauge = { typeInfo: { ...unknownVector, sampleKind: "gauge" as const }, job: undefined };
  const failuresOf = async (expr: Promql, fires: Example["series"], quiet: Example["series"]) => {
    const disturbedSuite = {
      ...suite({ fires: [{ series: fires, at: "20m" }], quiet: [{ series: quiet, at: "20m" }] }, expr),
      inputs: [],
    };
    const catalog = { series: new Map([["limit", [gauge]]]) } as never;
    const disturbances = disturbancesOf(disturbedSuite, catalog);
    const [results = []] = await runExperiments([disturbanceExperiment(disturbedSuite, disturbances, links)]);
    return disturbanceResults(disturbedSuite, disturbances, results).flatMap(({ name, failure }) =>
      failure ? [name.replace(/^.* and /, "")] : [],
    );
  };

  test.each<[string, Promql, Example["series"], Example["series"]]>([
    ["counters are reset", promql`rate(x[5m]) > 9 or x < 10`, { x: "5000+900x30" }, { x: "5000+1x30" }],
    ["a divisor is 0", promql`x / limit > 0.9`, { x: "10x30", limit: "10x30" }, { x: "1x30", limit: "10x30" }],
    ["Prometheus restarts", promql`count_over_time(x[5m]) < 4`, { x: "1 _x2 1 _x2 1 _x2 1 _x30" }, { x: "1x30" }],
    ["exporters are down", promql`x > 5 or absent(x)`, { x: "9x30" }, { x: "1x30" }],
    [
      "there is a second disk",
      promql`x{i="a"} / on (i) y > 2`,
      { 'x{i="a",disk="1"}': "9x30", 'y{i="a",disk="1"}': "1x30" },
      { x: "1x30" },
    ],
  ])("%s", async (what, expr, fires, quiet) => {
    expect(await failuresOf(expr, fires, quiet)).toEqual([what]);
  });

  test("and one that tolerates all of it passes", async () => {
    const expr = promql`sum by (i, disk) (rate(x[5m])) / on (i, disk) (limit > 0) > 0.9`;
    const series = (perMinute: number) => ({
      'x{i="a",disk="1"}': `0+${perMinute}x30`,
      'limit{i="a",disk="1"}': "10x30",
    });
    expect(await failuresOf(expr, series(6000), series(6))).toEqual([]);
  });
});

test("mutants are killed by assertions or by timing", async () => {
  const tested = suite({ fires: [hot], quiet: [cold] });
  const outcomes = (await testMutants([{ suite: tested, mutants: mutantsOf(tested.alert) }], links)).map(
    ({ mutant, outcome }) => [mutant.change, outcome],
  );
  expect(outcomes).toEqual([
    ['">" to "<="', "assertion"],
    ['"5" to "4"', "assertion"],
    ['"5" to "6"', "assertion"],
    ["for: 3m to 1m", "timing"],
    ["for: 3m to 6m", "assertion"],
  ]);
});

test("a mutant that examples do not kill is tested at the boundaries", async () => {
  const far = { series: { 'x{job="a"}': "1x10" }, at: "5m" } as const;
  const lax = suite({ fires: [{ ...hot, series: { 'x{job="a",i="1"}': "9x10" } }], quiet: [far] });
  const [boundaries] = await findBoundaries([lax], links);
  expect(boundaries && boundaryLines(lax, boundaries)).toEqual([
    "rules/ovens.ts › OvenHot (warning)",
    '  > 5: fires at 5.025, stays quiet at 4.975 (x{job="a",i="1"} times 0.558333333)',
    "  for 3m: pending after 2m, fires after 3m",
  ]);
  const tested = await testMutants([{ suite: lax, mutants: mutantsOf(lax.alert) }], links);
  expect(tested.filter(({ outcome }) => outcome === "boundary").map(({ mutant }) => mutant.change)).toEqual([
    '"5" to "4"',
    '"5" to "6"',
  ]);
});

test("a survivor has a suggested example that kills it", async () => {
  const lone = { series: { 'x{job="a",i="1"}': "9x10" }, at: "5m" } as const;
  const lax = suite({ fires: [lone], quiet: [cold] }, promql`sum by (job) (x{job=~"a|b"}) > 5`);
  const mutants = mutantsOf(lax.alert).filter(({ change }) => /^"sum"|^"job=~\\"a\|b\\"" to "job=~/.test(change));
  const tested = await testMutants([{ suite: lax, mutants }], links);
  expect(tested.map(({ outcome }) => outcome)).toEqual(["survived", "survived"]);
  for (const { mutant, suggestedTest } of tested) {
    const example = suggestedTest && { series: suggestedTest.testCase.series, at: suggestedTest.testCase.at };
    const stricter =
      example &&
      suite(
        {
          fires: suggestedTest.list === "fires" ? [lone, example] : [lone],
          quiet: suggestedTest.list === "quiet" ? [cold, example] : [cold],
        },
        lax.alert.expr,
      );
    const again = stricter && (await testMutants([{ suite: stricter, mutants: [mutant] }], links));
    expect(again?.[0]?.outcome, mutant.change).toBe("assertion");
  }
});

test("a mutant that cannot be evaluated does not stop the others", async () => {
  const tested = suite({ fires: [hot], quiet: [cold] }, promql`job:x:sum - on (job) x{i!="2"} > 1`);
  const results = await testMutants([{ suite: tested, mutants: mutantsOf(tested.alert) }], links);
  expect(results.filter(({ outcome }) => outcome === "broken").map(({ mutant }) => mutant.change)).toEqual([
    `"i!=\\"2\\"" to "i=~\\".*\\""`,
  ]);
  expect(results).toHaveLength(7);
});

test("what promtool refuses is a user error with promtool's message", async () => {
  const tested = suite({ fires: [{ series: { "x{": "1x5" }, at: "5m" }], quiet: [cold] });
  const error = await runExperiments([ruleTest(tested, links)]).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toMatch(/rules\/ovens.ts › OvenHot \(warning\): promtool could not evaluate: .*parse error/);
});

test("an error in the library is no user error, and keeps its stack", async () => {
  const faulty: Experiment = {
    title: "faulty",
    rules: [],
    get tests(): never {
      throw new TypeError("a bug");
    },
  };
  const error = await runExperiments([faulty]).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(TypeError);
  expect((error as Error).stack).toContain("testDocument");
});
