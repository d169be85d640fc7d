import { expect, it } from "vitest";
import { runChecks } from "../../../lib/checks/check.ts";
import { expressionChecks } from "../../../lib/checks/promql.ts";
import type { Model } from "../../../lib/model/model.ts";
import { alertOn, recording } from "../checks/examples/shop.ts";

const problemsOf = (model: Model) =>
  runChecks(model, expressionChecks).map(({ check, message }) => `${check}: ${message}`);
const problems = (expr: string) => problemsOf(alertOn(expr));

it("reports no problem that a comment with a reason suppresses", () => {
  expect(problems("shop_disk_used_ratio >= 0")).toHaveLength(1);
  expect(problems("shop_disk_used_ratio >= 0 # suppress promql-comparison: fires whenever the shop runs")).toEqual([]);
});

it("still reads the former keyword", () => {
  expect(problems("shop_disk_used_ratio >= 0 # allow promql-comparison: fires whenever the shop runs")).toEqual([]);
});

it("suppresses syntax errors too", () => {
  expect(problems("rate(up) # suppress promql-syntax: a newer Prometheus accepts it")).toEqual([]);
});

it("suppresses nothing else, and reports the unused suppression", () => {
  expect(problems("shop_disk_used_rati >= 0 # suppress promql-comparison: fires always")).toEqual([
    'promql-metric: no exporter exposes "shop_disk_used_rati"',
    "suppression-unused: this suppression has no effect",
  ]);
});

it("requires a reason, and the name of a check of expressions", () => {
  expect(problems("shop_disk_used_ratio >= 0 # suppress promql-comparison")).toEqual([
    "suppression-unused: a suppression needs a reason",
  ]);
  expect(problems("shop_disk_used_ratio # suppress promql-units: why not")).toEqual([
    'suppression-unused: no check of expressions is called "promql-units"',
  ]);
  expect(problems("shop_disk_used_ratio # suppress alert-label: why not")).toEqual([
    'suppression-unused: no check of expressions is called "alert-label"',
  ]);
});

it("applies each of many suppressions to its own expression", () => {
  const rules = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `shop:a${i}:sum`,
      `shop_disk_used_ratio >= ${i % 2} - 0.${i + 10} # suppress promql-comparison: it differs`,
    ]),
  );
  const found = problemsOf(recording(rules));
  expect(found).toEqual(Array(found.length).fill("suppression-unused: this suppression has no effect"));
  const used = Object.values(rules).filter((rule) =>
    problems(rule.replace(/ #.*/, "")).some((problem) => problem.startsWith("promql-comparison")),
  );
  expect(used.length).toBeGreaterThan(0);
  expect(found).toHaveLength(Object.keys(rules).length - used.length);
});

it("runs no check again for a suppression", () => {
  const readsWith = (comment: string) => {
    const rules = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`shop:a${i}:sum`, `shop_disk_used_ratio >= 0 ${comment}`]),
    );
    const model = recording(rules);
    let reads = 0;
    const counted = Object.defineProperty({ ...model }, "rules", {
      get: () => {
        reads++;
        return model.rules;
      },
    });
    problemsOf(counted);
    return reads;
  };
  expect(readsWith("# suppress promql-comparison: it differs")).toBe(readsWith("# it differs"));
});
