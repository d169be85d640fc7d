import { expect, it } from "vitest";
import { displaced, pairUp } from "../../../lib/diff/change.ts";

it("calls moved what left its place, and not what it passed", () => {
  expect([...displaced([0, 1, 2, 3])]).toEqual([]);
  expect([...displaced([3, 0, 1, 2])]).toEqual([3]);
  expect([...displaced([1, 2, 0, 3])]).toEqual([0]);
});

it("pairs by the surest key first", () => {
  const before = ["a1", "b1"];
  const { both, added, removed } = pairUp(
    before,
    ["b1", "a2", "c3"],
    (item) => item,
    (item) => item[0],
  );
  expect(both).toEqual([
    { before: "b1", after: "b1", moved: false },
    { before: "a1", after: "a2", moved: true },
  ]);
  expect([added, removed]).toEqual([["c3"], []]);
});
