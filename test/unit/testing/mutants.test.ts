import { expect, test } from "vitest";
import { alert } from "../../../lib/authoring/rules.ts";
import { emptyCatalog } from "../../../lib/promql/analysis/type-info.ts";
import { promql } from "../../../lib/promql/promql.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { mutantsOf, whyEquivalent } from "../../../lib/testing/mutants.ts";

const example = { series: {}, at: "1m" } as const;
const rule = (expr: ReturnType<typeof promql>) =>
  alert("A", {
    expr,
    for: "10m",
    severity: "info",
    team: "platform",
    domain: "infrastructure",
    concern: "resources",
    summary: "",
    description: "",
    action: "",
    dashboard: "d",
    examples: { fires: [example], quiet: [example] },
  });

const changed = (expr: ReturnType<typeof promql>) =>
  mutantsOf(rule(expr)).map((mutant) => (mutant.kind === "for" ? mutant.rule.for : mutant.rule.expr));

test("every part is changed on its own", () => {
  expect(changed(promql`sum by (job) (rate(x{a="b"}[5m] offset 1h)) > 0.8`)).toEqual([
    'sum by (job) (rate(x{a="b"}[5m] offset 1h)) <= 0.8',
    'max by (job) (rate(x{a="b"}[5m] offset 1h)) > 0.8',
    'sum by (job) (rate(x{a="b"}[150s] offset 1h)) > 0.8',
    'sum by (job) (rate(x{a="b"}[600s] offset 1h)) > 0.8',
    'sum by (job) (rate(x{a="b"}[5m] offset 1800s)) > 0.8',
    'sum by (job) (rate(x{a="b"}[5m] offset 7200s)) > 0.8',
    'sum by (job) (rate(x{a=~".*"}[5m] offset 1h)) > 0.8',
    'sum by (job) (rate(x{a!="b"}[5m] offset 1h)) > 0.8',
    'sum by (job) (rate(x{a="b"}[5m] offset 1h)) > 0.6',
    'sum by (job) (rate(x{a="b"}[5m] offset 1h)) > 1',
    "5m",
    "20m",
  ]);
});

test("each side of and, or and unless stands for the whole", () => {
  expect(changed(promql`a and b`).slice(0, 2)).toEqual(["(a)", "(b)"]);
  expect(changed(promql`a or b`).slice(0, 2)).toEqual(["(a)", "(b)"]);
  expect(changed(promql`a unless on (x) b`).slice(0, 1)).toEqual(["(a)"]);
});

test("Prometheus accepts every mutant", () => {
  const mutants = mutantsOf(rule(promql`topk(3, avg_over_time(x{a!~"b|c"}[1h:5m]) - 2 * time()) == bool 0 or -y < 5m`));
  expect(mutants.flatMap((mutant) => parse(mutant.rule.expr).problems)).toEqual([]);
});

test("a mutant that drops a matcher which every series of the catalog meets is equivalent", () => {
  const typeInfo = {
    type: "instant vector",
    range: [0, 1],
    labels: { open: false, known: new Map([["a", { values: ["b"] }]]) },
  };
  const catalog = { ...emptyCatalog, series: new Map([["x", [{ typeInfo } as never]]]) };
  const reasons = mutantsOf(rule(promql`x{a="b"} + y{a="b"}`)).map((mutant) => whyEquivalent(mutant, catalog));
  expect(reasons.filter((reason) => reason !== undefined)).toEqual(['every series of x has a="b"']);
});
