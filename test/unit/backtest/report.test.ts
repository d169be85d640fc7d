import { expect, test } from "vitest";
import { type Backtest, backtestLine, differenceLines } from "../../../lib/testing/backtest/report.ts";

const tested = (alert: string, ...lengths: number[]): Backtest => ({
  alert,
  severity: "info",
  episodes: lengths.map((length, i) => ({ labels: {}, from: i * 100_000, to: i * 100_000 + length * 60 })),
  told: lengths.length > 0 ? ["slack #a"] : [],
});

test("one line says how often, how long, and who is told", () => {
  expect(backtestLine(tested("A"))).toBe("A (info): would not have fired");
  expect(backtestLine(tested("A", 5))).toBe("A (info): would have fired once, 5m in all — told: slack #a");
  expect(backtestLine(tested("A", 50, 70))).toContain("2 times, 2h in all, the longest 1h10m");
});

test("two versions differ where they would not have fired alike", () => {
  const before = [tested("Same", 5), tested("Less", 5, 5), tested("Gone", 1)];
  const after = [tested("Same", 5), tested("Less", 5), tested("New")];
  expect(differenceLines(before, after)).toEqual([
    "Less (info): 2 times, 10m, told: slack #a -> 1 times, 5m, told: slack #a",
    "Gone (info): 1 times, 1m, told: slack #a -> is gone",
    "New (info): was not there -> 0 times, 0m",
  ]);
});
