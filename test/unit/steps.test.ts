import { expect, test } from "vitest";
import { above, below } from "../../lib/panels/index.ts";

test("above colours from an alert's limits upwards", () => {
  expect(above({ warning: 0.8, critical: 0.9 }).build().steps).toEqual([
    { value: null, color: "green" },
    { value: 0.8, color: "orange" },
    { value: 0.9, color: "red" },
  ]);
});

test("below colours under an alert's limits, the worst at the bottom", () => {
  expect(below({ warning: 0.7, critical: 0.5 }).build().steps).toEqual([
    { value: null, color: "red" },
    { value: 0.5, color: "orange" },
    { value: 0.7, color: "green" },
  ]);
});

test("a single limit is a warning's", () => {
  expect(above(0.9).build().steps[1]).toEqual({ value: 0.9, color: "orange" });
  expect(below(0.9).build().steps).toEqual([
    { value: null, color: "orange" },
    { value: 0.9, color: "green" },
  ]);
});
