import { expect, test } from "vitest";
import { baseline, record, withDayLength } from "../../../lib/authoring/rules.ts";
import { loadModel } from "../../../lib/cli/load.ts";
import type { Rule } from "../../../lib/model/model.ts";
import { promql } from "../../../lib/promql/promql.ts";

const model = await loadModel(process.cwd());
const inDaysOf = (minutes: number, ...rules: Rule[]): string[] => {
  const file = { name: "x", file: "rules/x.ts", definition: { interval: "1m", rules } as const };
  return withDayLength({ ...model, rules: [file] }, minutes).rules.flatMap(({ definition }) =>
    definition.rules.map(({ expr }) => expr),
  );
};

test("a baseline compares the hour around this time a week ago and a day ago", () => {
  const [min, max] = baseline("job:x:rate5m", "rate of x");
  expect(min).toMatchObject({
    record: "job:x:rate5m_baseline_min",
    expr: "(avg_over_time(job:x:rate5m[1h] offset 167h30m) < avg_over_time(job:x:rate5m[1h] offset 23h30m)) or avg_over_time(job:x:rate5m[1h] offset 23h30m) or avg_over_time(job:x:rate5m[1h] offset 167h30m)",
    help: "Smaller of last week's and yesterday's rate of x around this time",
  });
  expect(max.expr).toContain("[1h] offset 167h30m) > avg_over_time");
});

test("a shorter day moves the baseline, and no offset that a rule states itself", () => {
  const [min] = baseline("job:x:rate5m", "rate of x");
  const literal = record("job:x:yesterday", promql`rate(x_total[1h] offset 23h30m)`, "");
  const [moved, kept] = inDaysOf(120, min, literal);
  expect(moved).toBe(min.expr.replaceAll("offset 23h30m", "offset 90m"));
  expect(kept).toBe(literal.expr);
});

test("the project's baselines carry the series that they describe", () => {
  const rules = model.rules.flatMap(({ definition }) => definition.rules);
  const baselines = rules.filter((rule) => "record" in rule && rule.record.includes("_baseline_"));
  expect(baselines.length).toBeGreaterThan(0);
  expect(baselines.filter((rule) => !("baselineOf" in rule))).toEqual([]);
});
