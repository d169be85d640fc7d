import { describe, expect, it, test } from "vitest";
import { type SloOptions, slo } from "../../../lib/authoring/slo.ts";
import { promql } from "../../../lib/promql/promql.ts";

const options: SloOptions = {
  objective: 99.9,
  errors: promql`http_requests_total{code=~"5.."}`,
  total: promql`http_requests_total`,
  series: { errors: 'http_requests_total{code="500"}', successes: 'http_requests_total{code="200"}' },
  ...{ team: "platform", domain: "business", concern: "performance", dashboard: "api", action: "Look at the log." },
};

/** Every comparison of an alert: the range of its error ratio, its burn rate, and the error ratio that it exceeds. */
const comparisons = (expr: string) =>
  Array.from(
    expr.matchAll(/slo:sli_error:ratio_rate(\w+)\{[^}]*\} > ([\d.]+) \* ([\d.]+)/g),
    ([, range, factor, budget]) =>
      [range, Number(factor), Number((Number(factor) * Number(budget)).toPrecision(6))] as const,
  );
const burnRates = (changes: Partial<SloOptions>) =>
  Object.fromEntries(
    slo("api", { ...options, ...changes }).alerts.map(({ severity, expr }) => [severity, comparisons(expr)]),
  );

describe("the alerts of an objective", () => {
  // The multiwindow alerts that sloth generates for an objective of 99.9 % over 30 days.
  it("have the ranges and burn rates of the field's reference", () => {
    expect(burnRates({})).toEqual({
      critical: [
        ["1h", 14.4, 0.0144],
        ["5m", 14.4, 0.0144],
        ["6h", 6, 0.006],
        ["30m", 6, 0.006],
      ],
      warning: [
        ["1d", 3, 0.003],
        ["2h", 3, 0.003],
        ["3d", 1, 0.001],
        ["6h", 1, 0.001],
      ],
    });
  });

  it("scale with the period", () => {
    const factors = Object.values(burnRates({ window: "28d" })).flatMap((all) => all.map(([, factor]) => factor));
    expect(factors).toEqual([13.44, 13.44, 5.6, 5.6, 2.8, 2.8, 0.933333333333, 0.933333333333]);
  });

  it("leave out burn rates that even a full outage does not reach", () => {
    expect(burnRates({ objective: 90 }).critical?.map(([range]) => range)).toEqual(["6h", "30m"]);
    expect(Object.keys(burnRates({ objective: 80 }))).toEqual(["warning"]);
  });
});

test("an objective records its error ratios, the objective and the remaining budget", () => {
  const { recordings, rules } = slo("api", { ...options, labels: { tier: "1" } });
  expect(recordings.map(({ record }) => record)).toEqual([
    ...["5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d"].map((range) => `slo:sli_error:ratio_rate${range}`),
    ...["slo:objective:ratio", "slo:error_budget:ratio", "slo:period_error_budget_remaining:ratio"],
  ]);
  expect(recordings.every(({ labels }) => labels?.slo === "api" && labels.tier === "1")).toBe(true);
  expect(recordings.find(({ record }) => record === "slo:objective:ratio")?.expr).toBe("vector(0.999)");
  expect(rules).toHaveLength(13);
});

test("an expression of the rate is used as it is, for every range", () => {
  const total = (range: string) => promql`sum by (route) (rate(x_count[${range}]))`;
  const errors = (range: string) => promql`${total(range)} - sum by (route) (rate(x_bucket{le="0.5"}[${range}]))`;
  const [first] = slo("api", { ...options, errors, total }).recordings;
  expect(first?.expr.replaceAll(/\s+/g, " ")).toBe(
    '( (sum by (route) (rate(x_count[5m])) - sum by (route) (rate(x_bucket{le="0.5"}[5m]))) ' +
      "or 0 * sum by (route) (rate(x_count[5m])) ) / (sum by (route) (rate(x_count[5m])) > 0)",
  );
});

test.each([
  [{ objective: 100 }, "objective 100: write a percentage, such as 99.9"],
  [{ objective: 0 }, "objective 0: write a percentage, such as 99.9"],
  [{ window: "12h" }, "window 12h: write a number of whole days, at least 7d"],
  [{ window: "0.5d" }, '"0.5d"'],
  [{ series: { errors: "x" } }, "name two series at least: of errors, successes or total"],
] as const)("%j is refused", (changes, message) => {
  expect(() => slo("api", { ...options, ...changes })).toThrow(message);
});

test("a name that cannot be a part of an alert's name is refused", () => {
  expect(() => slo("API availability", options)).toThrow(
    'slo("API availability"): the name must have small letters, digits and hyphens only',
  );
});
