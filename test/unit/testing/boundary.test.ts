import { expect, test } from "vitest";
import type { AlertRule } from "../../../lib/model/model.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { type Point, perturbationsOf } from "../../../lib/testing/perturbations.ts";
import { thresholdsOf } from "../../../lib/testing/threshold-search.ts";

const thresholds = (expr: string) => thresholdsOf({ expr } as AlertRule);
const spaced = (text: string): string => text.replace(/\s+/g, " ");

test("every comparison of a series, except > 0, is a threshold, with the margin as an expression", () => {
  const found = thresholds(`
    rate(x[5m]) > 0.5 # much
    and on (job) y <= bool on (job) group_left () (2 * z + 1)
    unless v == 3 and w > 0`);
  expect(found.map(({ text, above, value }) => ({ text, above, value }))).toEqual([
    { text: "> 0.5", above: true, value: 0.5 },
    { text: "<= (2 * z + 1)", above: false, value: undefined },
  ]);
  expect(found.map(({ margin }) => spaced(margin))).toEqual([
    "(rate(x[5m]) ) - (0.5 )",
    "(y ) - on (job) group_left () ((2 * z + 1) )",
  ]);
  for (const { margin } of found) expect(parse(margin).problems).toEqual([]);
});

test("two scalars and an expression that does not parse have no threshold", () => {
  expect(thresholds("x and vector(time() > bool 5)").map(({ text }) => text)).toEqual([]);
  expect(thresholds("x >")).toEqual([]);
});

const perturbations = perturbationsOf({ "x{}": "1 _ 3 stale", "y{}": "5x1" }, [{ "x{}": "2x3" }]);
const applied = perturbations.map(({ name, apply, small }) => [name(small), ...Object.values(apply(small))]);

test("series are scaled alone and together, shifted, and blended into a quiet example; gaps stay", () => {
  expect(applied).toEqual([
    ["x{} times 1.1", "1.1 _ 3.3 stale", "5x1"],
    ["y{} times 1.1", "1 _ 3 stale", "5.5 5.5"],
    ["all series times 1.1", "1.1 _ 3.3 stale", "5.5 5.5"],
    ["x{} plus 0.3", "1.3 _ 3.3 stale", "5x1"],
    ["y{} plus 0.5", "1 _ 3 stale", "5.5 5.5"],
    ["10% of the way to quiet example 1", "1.1 _ 2.9 stale", "5 5"],
  ]);
});

const point = (amount: number, margin: (amount: number) => number): Point => ({ amount, margin: margin(amount) });
const rootsOf = (index: number, margin: (amount: number) => number, other: number) =>
  perturbations[index]?.roots(point(perturbations[index].neutral, margin), point(other, margin));

test("a margin that is proportional or inverse to a series is 0 at the root of two points", () => {
  expect(rootsOf(0, (times) => 4 * times - 2, 1.1)).toContainEqual(expect.closeTo(0.5));
  expect(rootsOf(0, (times) => 4 / times - 8, 1.1)).toContainEqual(expect.closeTo(0.5));
  expect(rootsOf(0, () => 3, 1.1)).toEqual([]);
});

test("a series without negative values is not shifted below zero", () => {
  expect(rootsOf(3, (by) => by + 0.5, 0.3)).toContainEqual(expect.closeTo(-0.5));
  expect(rootsOf(3, (by) => by + 2, 0.3)).toEqual([]);
});
