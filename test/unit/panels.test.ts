import { expect, test } from "vitest";
import { above, instant, largest, limitLines, stat, table, upOrDown } from "../../lib/authoring/panels/index.ts";
import { promql } from "../../lib/promql/promql.ts";

const text = { description: "Disks in use." };

test("a limit's line has its severity's colour, whichever side of it is the bad one", () => {
  const low = limitLines({ warning: 0.7, critical: 0.5 }).build().steps;
  expect(low.slice(1)).toEqual([
    { value: 0.5, color: "red" },
    { value: 0.7, color: "orange" },
  ]);
  expect(limitLines({ warning: 0.8, critical: 0.9 }).build().steps).toEqual(
    above({ warning: 0.8, critical: 0.9 }).build().steps,
  );
});

test("a number stands on shades that it can be read on", () => {
  const thresholds = above({ warning: 0.8, critical: 0.9 });
  const panel = stat("Used", { ...text, unit: "percentunit", thresholds, queries: [instant(promql`up`)] }).build();
  expect(panel.fieldConfig?.defaults.thresholds?.steps).toEqual([
    { value: null, color: "#28701f" },
    { value: 0.8, color: "super-light-orange" },
    { value: 0.9, color: "dark-red" },
  ]);
});

test("a table's cell has a colour only where it wants attention", () => {
  const { fieldConfig } = table("Disks", {
    ...text,
    labels: { device: "Device" },
    values: [
      { title: "Used", unit: "percentunit", thresholds: above(0.8), expr: promql`used` },
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
  // A row without a value is not called well.
  expect(settings("Answers").thresholds.steps).toEqual([{ value: null, color: "transparent" }]);
});

test("the largest series are the same ones all the way", () => {
  expect(largest(3, promql`a`, promql`avg_over_time(a[$__range] @ end())`)).toBe(
    "a and topk(3, avg_over_time(a[$__range] @ end()))",
  );
});
