import { expect, it } from "vitest";
import { metric } from "../../../lib/metrics/define.ts";
import { parseExposition } from "../../../lib/metrics/parse-exposition.ts";
import { sampleExposition } from "../../../scripts/local/sample-exposition.ts";

const { counter, gauge, histogram } = metric;

const exporter = {
  title: "Ovens",
  version: "1",
  metrics: {
    loaves_total: counter("count", ["oven", "result"], "Loaves", { values: { result: ["good", "burnt"] } }),
    oven_open_ratio: gauge("ratio", [], "Share of time open", { range: [0, 1] }),
    bake_seconds: histogram("seconds", [], "Baking", { buckets: [60, 600] }),
  },
};

it("has every metric by name, type and labels, and every value of a closed label", () => {
  const { families, problems } = parseExposition(sampleExposition(exporter, 1000));
  expect(problems).toEqual([]);
  expect([...families.values()].map(({ name, type }) => [name, type])).toEqual([
    ["loaves_total", "counter"],
    ["oven_open_ratio", "gauge"],
    ["bake_seconds", "histogram"],
  ]);
  const loaves = families.get("loaves_total")?.samples.map(({ labels }) => labels);
  expect(loaves).toEqual([
    { oven: "oven", result: "good" },
    { oven: "oven", result: "burnt" },
  ]);
});

it("has counters that grow, and buckets that contain each other", () => {
  const value = (now: number) =>
    parseExposition(sampleExposition(exporter, now)).families.get("loaves_total")?.samples[0]?.value ?? 0;
  expect(value(2000)).toBeGreaterThan(value(1000));
  const buckets = parseExposition(sampleExposition(exporter, 1000)).families.get("bake_seconds")?.samples ?? [];
  const counts = buckets.filter(({ name }) => name === "bake_seconds_bucket").map(({ value }) => value);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
  expect(counts).toHaveLength(3);
});
