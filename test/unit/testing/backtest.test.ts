import { expect, test } from "vitest";
import { type Backtest, backtestLine, differenceLines, episodesOf } from "../../../lib/testing/backtest.ts";

const labels = {};
const when = (times: number[], hold: number, keepFiringFor = 0) =>
  episodesOf({ labels, times }, { step: 60, for: hold, keepFiringFor, end: 1200 }).map(({ from, to }) => [from, to]);
const minutes = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => (from + i) * 60);

test("an alert fires after its `for`, until the first evaluation without a result", () => {
  expect(when(minutes(1, 5), 180)).toEqual([[240, 360]]);
  expect(when(minutes(1, 4), 180)).toEqual([[240, 300]]);
  expect(when(minutes(1, 3), 180)).toEqual([]);
  expect(when(minutes(1, 1), 0)).toEqual([[60, 120]]);
});

test("a gap restarts `for`", () => {
  expect(when([...minutes(1, 3), ...minutes(5, 9)], 180)).toEqual([[480, 600]]);
});

test("keep_firing_for bridges gaps only after `for`", () => {
  expect(when([...minutes(1, 3), ...minutes(6, 7)], 120, 300)).toEqual([[180, 780]]);
  expect(when([...minutes(1, 2), ...minutes(4, 5)], 120, 300)).toEqual([]);
});

test("an episode ends with the range", () => {
  expect(when(minutes(15, 20), 60)).toEqual([[960, 1200]]);
});

const tested = (alert: string, ...lengths: number[]): Backtest => ({
  alert,
  severity: "info",
  labels: {},
  episodes: lengths.map((length, i) => ({ labels: {}, from: i * 100_000, to: i * 100_000 + length * 60 })),
  notified: lengths.length > 0 ? ["slack #a"] : [],
});

test("a line has number, duration and addresses", () => {
  expect(backtestLine(tested("A"))).toBe("A (info): would not have fired");
  expect(backtestLine(tested("A", 5))).toBe("A (info): would have fired once, total 5m — notifies: slack #a");
  expect(backtestLine(tested("A", 50, 70))).toContain("2 times, total 2h, longest 1h10m");
});

test("only alerts with different results are listed", () => {
  const before = [tested("Same", 5), tested("Less", 5, 5), tested("Gone", 1)];
  const after = [tested("Same", 5), tested("Less", 5), tested("New")];
  expect(differenceLines(before, after)).toEqual([
    "Less (info): 2 times, 10m, notifies: slack #a -> 1 times, 5m, notifies: slack #a",
    "Gone (info): 1 times, 1m, notifies: slack #a -> removed",
    "New (info): not defined -> 0 times, 0m",
  ]);
});
