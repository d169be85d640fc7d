import { expect, test } from "vitest";
import {
  barGauge,
  gauge,
  instant,
  thresholds as limits,
  query,
  stat,
  table,
  thresholds,
  timeseries,
  topSeries,
  upOrDown,
} from "../../../lib/authoring/panels/index.ts";
import { promql } from "../../../lib/promql/promql.ts";

const text = { description: "Disks in use." };

test("a threshold line has the colour of its severity, for low and high limits", () => {
  const low = limits.lines({ warning: 0.7, critical: 0.5 }).build().steps;
  expect(low.slice(1)).toEqual([
    { value: 0.5, color: "red" },
    { value: 0.7, color: "orange" },
  ]);
  expect(limits.lines({ warning: 0.8, critical: 0.9 }).build().steps).toEqual(
    limits.above({ warning: 0.8, critical: 0.9 }).build().steps,
  );
});

test("a number's background has shades with enough contrast", () => {
  const thresholds = limits.above({ warning: 0.8, critical: 0.9 });
  const panel = stat("Used", { ...text, unit: "percentunit", thresholds, queries: [instant(promql`up`)] }).build();
  expect(panel.fieldConfig?.defaults.thresholds?.steps).toEqual([
    { value: null, color: "#28701f" },
    { value: 0.8, color: "super-light-orange" },
    { value: 0.9, color: "dark-red" },
  ]);
});

test("a table's cell has a colour only for a bad value", () => {
  const { fieldConfig } = table("Disks", {
    ...text,
    labels: { device: "Device" },
    values: [
      { title: "Used", unit: "percentunit", thresholds: limits.above(0.8), expr: promql`used` },
      { title: "Answers", unit: "none", mappings: upOrDown, expr: promql`up` },
    ],
  }).build();
  const settings = (column: string) => {
    const found = fieldConfig?.overrides.find(({ matcher }) => matcher.options === column);
    return Object.fromEntries((found?.properties ?? []).map(({ id, value }) => [id, value]));
  };
  expect(settings("Used").thresholds.steps).toEqual([
    { value: null, color: "transparent" },
    { value: 0.8, color: "super-light-orange" },
  ]);
  expect(settings("Answers").mappings[0].options).toMatchObject({
    1: { text: "up", color: "transparent" },
    0: { text: "down", color: "dark-red" },
  });
  // A row without a value is not coloured green.
  expect(settings("Answers").thresholds.steps).toEqual([{ value: null, color: "transparent" }]);
});

test("the top series are the same at every point", () => {
  expect(topSeries(3, promql`a`, promql`avg_over_time(a[$__range] @ end())`)).toBe(
    "a and topk(3, avg_over_time(a[$__range] @ end()))",
  );
});

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

test("one query with its legend is a range query, and of a gauge or bar gauge the newest value", () => {
  const one = { ...text, unit: "short", query: promql`up`, legend: "{{instance}}" };
  const queries = [query(promql`up`, "{{instance}}")];
  // The SDK's queries hold a function each, which no two have in common.
  const json = (panel: { build(): unknown }) => JSON.stringify(panel.build());
  const newest = { ...text, unit: "short", queries: [instant(promql`up`, "{{instance}}")] };
  expect(json(stat("Up", one))).toBe(json(stat("Up", { ...text, unit: "short", queries })));
  expect(json(gauge("Up", one))).toBe(json(gauge("Up", newest)));
  expect(json(barGauge("Up", one))).toBe(json(barGauge("Up", newest)));
  // @ts-expect-error either one query or several
  stat("Up", { ...one, queries });
});

test("an alert's limits colour a panel as its alerts fire, and a graph draws them as lines", () => {
  const one = { ...text, unit: "short", query: promql`up` };
  const stepsOf = (panel: { build(): { fieldConfig?: { defaults: { thresholds?: unknown } } } }) =>
    panel.build().fieldConfig?.defaults.thresholds;
  const [high, low] = [
    { warning: 0.8, critical: 0.9 },
    { warning: 0.2, critical: 0.1 },
  ];
  expect(stepsOf(gauge("Up", { ...one, thresholds: high }))).toEqual(limits.above(high).build());
  expect(stepsOf(gauge("Up", { ...one, thresholds: low }))).toEqual(limits.below(low).build());
  expect(stepsOf(timeseries("Up", { ...one, thresholds: low }))).toEqual(limits.lines(low).build());
  expect(stepsOf(timeseries("Up", { ...one, thresholds: 0 }))).toEqual(limits.lines(0).build());
  // @ts-expect-error one number does not say on which side worse values are
  gauge("Up", { ...one, thresholds: 0.8 });
});
