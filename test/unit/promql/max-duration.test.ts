import { expect, it } from "vitest";
import { maxDuration } from "../../../lib/promql/analysis/max-duration.ts";
import { parse } from "../../../lib/promql/syntax/parse.ts";

function secondsOf(text: string): number | undefined {
  const { ast, problems } = parse(text);
  if (!ast || problems.length > 0) throw new Error(`cannot read ${text}`);
  return maxDuration(ast)?.seconds;
}

it.each([
  ["x unless x offset 1h", 3600],
  ["x offset 1h unless x", 3600],
  ["x offset 2h unless on (job) x offset 30m", 5400],
  ["(x > 0) unless (x offset 10m > 0)", 600],
  ["sum by (job) (rate(x[5m])) unless sum by (job) (rate(x[5m] offset 1h))", 3600],
  ["present_over_time(x[1d]) unless x", 86_400],
  ["max_over_time(x[1d]) > 0 unless x", 86_400],
  ["x == 1 and x offset 5m == 0", 300],
  ["x offset 5m == 0 and x > 0", 300],
  ["x == 0 and changes(x[5m]) > 0", 300],
  ["max_over_time(x[5m]) > 0 and x == 0", 300],
  ["(x unless x offset 1h) > 5", 3600],
  ["(x unless x offset 1h) and y unless z", 3600],
  ["x and on () hour() == 3", 3600],
  ["x and on () (hour() >= 8 < 18)", 36_000],
  ["x and on () hour() != 3", 23 * 3600],
  ["minute() < 10", 600],
  ["x and on () day_of_week() >= 1 <= 5", 5 * 86_400],
])("%s holds for %d seconds at most", (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

it.each([
  "x == 0",
  "increase(x[5m]) > 0",
  "changes(x[5m]) > 2",
  "x unless y offset 1h",
  'x{a="1"} unless x{a="2"} offset 1h',
  "x unless x @ 1000",
  "x < max_over_time(x[1h])",
  "x == 1 and on (job) x offset 5m == 0",
  "x == 1 and x offset 5m == 1",
  "x > 1 and x offset 5m < 3",
  "x == 1 and max_over_time(x[5m]) > 0",
  "x == 1 and max_over_time(x[5m] offset 1h) == 0",
  "present_over_time(x[1h] offset 1d) unless x",
  "y and on (job) (x unless x offset 5m)",
  "(x unless x offset 1h) or y",
  "(x unless x offset 1h) > on (job) y",
  "sum(x unless x offset 1h) > 0",
  "absent(x unless x offset 1h)",
  "time() - x < 300",
  "hour(x) == 3",
  "hour() >= 0",
  "x and on () (hour() == 3 or hour() == 4)",
])("%s has no upper bound", (text) => {
  expect(secondsOf(text)).toBeUndefined();
});
