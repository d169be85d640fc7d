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
  examples: { fires: [example(5, 5)], quiet: [example(0, 5), example(0, 6)] },
} as unknown as AlertRule;
const suite = { file: "rules/both.ts", group: "both", alert, inputs: [] } as unknown as RuleSuite;

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

test("a branch is evaluated until an example shows it, and reported where none does", async () => {
  const experiments: Experiment[] = [];
  const run = async (some: readonly Experiment[]) => {
    experiments.push(...some);
    return some.map(evaluated);
  };
  const [results = []] = await runSearches([searchCoverage(suite, { dashboards: "", runbooks: "" })], run);
  // Two quiet examples, each also after the firing one.
  expect(experiments.map(({ tests }) => tests.length)).toEqual([1, 2, 2]);
  expect(experiments.map(({ rules }) => rules.length)).toEqual([3, 3, 2]);
  const branches = coverageOf(suite, results).filter(({ name }) => name.includes("branch"));
  expect(branches.map(({ name, failure }) => [name.replace(/.*branch /, ""), failure?.message])).toEqual([
    [expect.stringContaining("a > 1"), "no example shows it"],
    [expect.stringContaining("b > 1"), undefined],
  ]);
});
