import { expect, test } from "vitest";
import {
  counter,
  gap,
  histogram,
  moving,
  once,
  sequence,
  spike,
  stale,
  steady,
} from "../../../lib/authoring/samples.ts";
import { expand, firstOf } from "../../../lib/testing/experiment.ts";

const written = (samples: { at: (step: "1m") => string }) => expand(samples.at("1m")).join(" ");

test("samples fill their time", () => {
  expect(written(steady(5).for("3m"))).toBe("5 5 5");
  expect(written(moving(10, 4).for("3m"))).toBe("10 7 4");
  expect(written(counter(0.5).for("3m"))).toBe("0 30 60");
  expect(written(gap.for("2m"))).toBe("_ _");
  expect(counter(1).for("10m").at("5m")).toBe("0+300x1");
});

test("a sequence joins its parts", () => {
  expect(written(sequence(counter(1, 600).for("2m"), counter(1).for("2m"), stale))).toBe("600 660 0 60 stale");
  expect(written(spike(1, 9).after("2m").for("1m"))).toBe("1 1 9 1");
  expect(written(sequence(gap.for("1m"), once(3)))).toBe("_ 3");
});

test("a histogram has a bucket for every bound, and +Inf", () => {
  const buckets = histogram("x_seconds", 'job="a"', { 10: 2, 0.5: 1 }).for("2m");
  expect(Object.fromEntries(Object.entries(buckets).map(([series, samples]) => [series, written(samples)]))).toEqual({
    'x_seconds_bucket{job="a",le="0.5"}': "0 60",
    'x_seconds_bucket{job="a",le="10"}': "0 120",
    'x_seconds_bucket{job="a",le="+Inf"}': "0 120",
  });
});

test("a time that is no whole number of steps is refused", () => {
  expect(() => steady(1).for("90s").at("1m")).toThrow("90s is no whole number of steps of 1m");
});

test("promtool's notation is expanded to samples", () => {
  expect(expand("1x2 _x2 5-2x2 stale NaN -1+0.5x2 1e3")).toEqual([
    "1",
    "1",
    "1",
    "_",
    "_",
    "5",
    "3",
    "1",
    "stale",
    "NaN",
    "-1",
    "-0.5",
    "0",
    "1e3",
  ]);
  expect(firstOf("7x9", 2)).toEqual(["7", "7"]);
  expect(firstOf("7", 3)).toEqual(["7", "_", "_"]);
});
