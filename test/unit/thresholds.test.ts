import { expect, test } from "vitest";
import { barGauge, gauge, query, stat, thresholds } from "../../lib/authoring/panels/index.ts";
import { promql } from "../../lib/promql/promql.ts";

test("above colours from an alert's limits upwards", () => {
  expect(thresholds.above({ warning: 0.8, critical: 0.9 }).build().steps).toEqual([
    { value: null, color: "green" },
    { value: 0.8, color: "orange" },
    { value: 0.9, color: "red" },
  ]);
});

test("below colours under an alert's limits, critical at the bottom", () => {
  expect(thresholds.below({ warning: 0.7, critical: 0.5 }).build().steps).toEqual([
    { value: null, color: "red" },
    { value: 0.5, color: "orange" },
    { value: 0.7, color: "green" },
  ]);
});

test("a single limit is the warning's", () => {
  expect(thresholds.above(0.9).build().steps[1]).toEqual({ value: 0.9, color: "orange" });
  expect(thresholds.below(0.9).build().steps).toEqual([
    { value: null, color: "orange" },
    { value: 0.9, color: "green" },
  ]);
});

test.each([stat, gauge, barGauge])(
  "a number without thresholds has one neutral colour, however large it is",
  (panel) => {
    const options = { description: "Requests answered.", unit: "reqps", queries: [query(promql`up`)] };
    expect(panel("Requests", options).build().fieldConfig?.defaults.thresholds?.steps).toEqual([
      { value: null, color: "blue" },
    ]);
  },
);
