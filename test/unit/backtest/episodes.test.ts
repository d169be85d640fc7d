import { expect, test } from "vitest";
import { episodesOf } from "../../../lib/testing/backtest/episodes.ts";

const labels = {};
const when = (times: number[], wait: number, keepFiringFor = 0) =>
  episodesOf({ labels, times }, { step: 60, for: wait, keepFiringFor, end: 1200 }).map(({ from, to }) => [from, to]);
const minutes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) * 60);

test("an alert fires once it has held for its time, until the first evaluation without an answer", () => {
  expect(when(minutes(1, 5), 180)).toEqual([[240, 360]]);
  expect(when(minutes(1, 4), 180)).toEqual([[240, 300]]);
  expect(when(minutes(1, 3), 180)).toEqual([]);
  expect(when(minutes(1, 1), 0)).toEqual([[60, 120]]);
});

test("a gap starts the waiting anew", () => {
  expect(when([...minutes(1, 3), ...minutes(5, 9)], 180)).toEqual([[480, 600]]);
});

test("what keeps firing bridges gaps, but waits like any other before", () => {
  expect(when([...minutes(1, 3), ...minutes(6, 7)], 120, 300)).toEqual([[180, 780]]);
  expect(when([...minutes(1, 2), ...minutes(4, 5)], 120, 300)).toEqual([]);
});

test("what still fires at the end is cut there", () => {
  expect(when(minutes(15, 20), 60)).toEqual([[960, 1200]]);
});
