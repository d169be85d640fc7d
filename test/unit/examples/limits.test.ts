import { expect, test } from "vitest";
import type { AlertRule } from "../../../lib/model/model.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";
import { limitsOf } from "../../../lib/testing/boundaries/limit.ts";
import { movesOf, type Point } from "../../../lib/testing/boundaries/moves.ts";

const limits = (expr: string) => limitsOf({ expr } as AlertRule);
const spaced = (text: string): string => text.replace(/\s+/g, " ");

test("every comparison with a series, but whether there is any, is a limit, with what lies between as an expression", () => {
  const found = limits(`
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

test("two scalars and what does not parse have no limit", () => {
  expect(limits("x and vector(time() > bool 5)").map(({ text }) => text)).toEqual([]);
  expect(limits("x >")).toEqual([]);
});

const moves = movesOf({ "x{}": "1 _ 3 stale", "y{}": "5x1" }, [{ "x{}": "2x3" }]).flat();
const moved = moves.map(({ name, apply, little }) => [name(little), ...Object.values(apply(little))]);

test("series are moved alone, together, up, and towards what is quiet; gaps stay", () => {
  expect(moved).toEqual([
    ["x{} times 1.1", "1.1 _ 3.3 stale", "5x1"],
    ["y{} times 1.1", "1 _ 3 stale", "5.5 5.5"],
    ["all series times 1.1", "1.1 _ 3.3 stale", "5.5 5.5"],
    ["x{} and 0.3", "1.3 _ 3.3 stale", "5x1"],
    ["y{} and 0.5", "1 _ 3 stale", "5.5 5.5"],
    ["10% of the way to quiet example 1", "1.1 _ 2.9 stale", "5 5"],
  ]);
});

const point = (amount: number, margin: (amount: number) => number): Point => ({ amount, margin: margin(amount) });
const rootsOf = (index: number, margin: (amount: number) => number, other: number) =>
  moves[index]?.roots(point(moves[index].still, margin), point(other, margin));

test("a margin that grows with a series, or is divided by it, is 0 where two points say", () => {
  expect(rootsOf(0, (times) => 4 * times - 2, 1.1)).toContainEqual(expect.closeTo(0.5));
  expect(rootsOf(0, (times) => 4 / times - 8, 1.1)).toContainEqual(expect.closeTo(0.5));
  expect(rootsOf(0, () => 3, 1.1)).toEqual([]);
});

test("what is never below zero is not shifted there", () => {
  expect(rootsOf(3, (by) => by + 0.5, 0.3)).toContainEqual(expect.closeTo(-0.5));
  expect(rootsOf(3, (by) => by + 2, 0.3)).toEqual([]);
});
