import { expect, test } from "vitest";
import type { AlertRule } from "../../../lib/model/model.ts";
import { type Experiment, type Result, runSearches } from "../../../lib/testing/experiment.ts";
import { coverageOf, searchCoverage } from "../../../lib/testing/mutation-outcomes.ts";
import type { RuleSuite } from "../../../lib/testing/rule-tests.ts";

const example = (a: number, b: number) => ({ series: { a: `${a}`, b: `${b}` }, at: "0m" }) as const;
const alert = {
  alert: "Both",
  expr: "a > 1 and b > 1",
  for: "0s",
  severity: "warning",
} as unknown as AlertRule;
const suiteWith = (quiet: readonly object[]) =>
  ({
    file: "rules/both.ts",
    alert: { ...alert, examples: { fires: [example(5, 5)], quiet } },
    inputs: [],
  }) as unknown as RuleSuite;

/** Fires at 0 where every series that the expression names is above 1 at first, as Prometheus would. */
function evaluated({ rules, tests }: Experiment): Result[] {
  return tests.map(({ series }) => {
    const firing = (rules as { alert: string; expr: string }[]).filter(({ expr }) =>
      Object.entries(series).every(
        ([name, samples]) => !expr.includes(`${name} >`) || Number.parseInt(samples, 10) > 1,
      ),
    );
    const samples = firing.map(({ alert: alertname }) => ({ labels: { alertname, alertstate: "firing" }, value: 0 }));
    const alerts = new Map(firing.map(({ alert }) => [alert, [{ labels: {}, annotations: {} }]]));
    return { broken: new Map(), firing: alerts, samples: [samples, samples, samples] };
  });
}

async function search(
  suite: RuleSuite,
  evaluate = evaluated,
): Promise<{ experiments: Experiment[]; results: Result[] }> {
  const experiments: Experiment[] = [];
  const run = async (some: readonly Experiment[]) => {
    experiments.push(...some);
    return some.map(evaluate);
  };
  const [results = []] = await runSearches([searchCoverage(suite, { dashboards: "", runbooks: "" })], run);
  return { experiments, results };
}

const isAbout = (what: string) => (one: { readonly name: string }) => one.name.includes(what);

test("a branch is evaluated until an example shows it, and reported where none does", async () => {
  const suite = suiteWith([example(0, 5), example(0, 6)]);
  const { experiments, results } = await search(suite);
  // Two quiet examples, then each after the firing one.
  expect(experiments.map(({ tests }) => tests.length)).toEqual([1, 2, 1, 1]);
  expect(experiments.map(({ rules }) => rules.length)).toEqual([3, 3, 2, 2]);
  const branches = coverageOf(suite, results).filter(isAbout("branch"));
  expect(branches.map(({ name, failure }) => [name.replace(/.*branch /, ""), failure?.message])).toEqual([
    [expect.stringContaining("a > 1"), "no example shows it"],
    [expect.stringContaining("b > 1"), undefined],
  ]);
});

test("one recovery shows that the alert is resolved, where the examples have shown every branch", async () => {
  const suite = suiteWith([example(0, 5), example(5, 0), example(0, 6)]);
  const { experiments, results } = await search(suite);
  expect(experiments.map(({ tests }) => tests.length)).toEqual([1, 2, 1, 1]);
  expect(coverageOf(suite, results).filter(({ failure }) => failure)).toEqual([]);
});

test("the shortest recovery is the first, and one that does not end the alert is not the last", async () => {
  const suite = suiteWith([
    { ...example(0, 5), at: "2m" },
    { ...example(5, 0), at: "1m" },
  ]);
  const stillFires = (experiment: Experiment): Result[] =>
    evaluated(experiment).map((result, i) => {
      const until = (experiment.tests[i]?.at ?? "") === "120s" ? 120 : 0;
      const [first = [], , count = []] = result.samples;
      return { ...result, samples: [first, first.map((sample) => ({ ...sample, value: until })), count] };
    });
  const { experiments, results } = await search(suite, stillFires);
  const ends = experiments.flatMap(({ tests }) => tests.map(({ at }) => at));
  expect(ends).toEqual(["0m", "2m", "1m", "120s", "180s"]);
  expect(coverageOf(suite, results).filter(isAbout("resolved"))).toMatchObject([{ name: expect.any(String) }]);
  expect(coverageOf(suite, results).filter(({ failure }) => failure)).toEqual([]);
});
