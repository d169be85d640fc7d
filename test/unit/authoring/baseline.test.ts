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

test("a baseline is one of the two middle values of four weeks, else yesterday's", () => {
  const [min, max] = baseline("job:x:rate5m", "rate of x");
  expect(min.record).toBe("job:x:rate5m_baseline_min");
  for (const [i, offset] of ["167h30m", "335h30m", "503h30m", "671h30m"].entries())
    expect(min.expr).toContain(
      `label_replace(avg_over_time(job:x:rate5m[1h] offset ${offset}), "week", "${i + 1}", "", "")`,
    );
  expect(min.expr).toMatch(
    /^quantile without \(week\) \(1 \/ 3, .* or avg_over_time\(job:x:rate5m\[1h\] offset 23h30m\)$/,
  );
  expect(max.expr).toContain("quantile without (week) (2 / 3, ");
});

test.each([
  ["an outage in one week", [100, 0, 100, 100], [100, 100]],
  ["a campaign in one week", [100, 300, 110, 100], [100, 110]],
  ["weeks that differ", [100, 120, 90, 110], [100, 110]],
])("%s does not become usual", (_, weeks, [min, max]) => {
  expect(quantile(1 / 3, weeks)).toBeCloseTo(min ?? 0);
  expect(quantile(2 / 3, weeks)).toBeCloseTo(max ?? 0);
});

/** As Prometheus computes it. */
function quantile(q: number, values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const [lower, upper] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0];
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

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
